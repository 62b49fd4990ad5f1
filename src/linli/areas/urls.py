"""Addresses of places. ``places/<id>/`` itself is the place page, which the desk owns."""

from django.urls import path

from linli.areas.views import browsing, editing, plates

app_name = "areas"
urlpatterns = [
    path("", browsing.tree, name="tree"),
    path("find/", browsing.find, name="find"),
    path("plates/<int:plate_id>/revoke/", plates.revoke, name="revoke_plate"),
    path("<int:area_id>/tree/", browsing.branch, name="branch"),
    path("<int:area_id>/new/", editing.new, name="new"),
    path("<int:area_id>/rename/", editing.rename, name="rename"),
    path("<int:area_id>/codes/", editing.recode, name="recode"),
    path("<int:area_id>/move/", editing.move, name="move"),
    path("<int:area_id>/merge/", editing.merge, name="merge"),
    path("<int:area_id>/take-over/", editing.take_over, name="take_over"),
    path("<int:area_id>/split/", editing.split, name="split"),
    path("<int:area_id>/members/", editing.members, name="members"),
    path("<int:area_id>/end/", editing.end, name="end"),
    path("<int:area_id>/plates/", plates.choose, name="plates"),
    path("<int:area_id>/plates/sheet/", plates.sheet, name="sheet"),
    path("<int:area_id>/board/", plates.board, name="board"),
]
