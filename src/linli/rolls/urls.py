"""Addresses of reporting-in."""

from django.urls import path

from linli.rolls.views import lists, rows

app_name = "rolls"
urlpatterns = [
    path("", lists.overview, name="overview"),
    path("list/", lists.listing, name="list"),
    path("doubles/", lists.doubles, name="doubles"),
    path("reports/", lists.reports, name="reports"),
    path("new/", rows.new, name="new"),
    path("services/<int:pk>/confirm/", rows.confirm, name="confirm"),
    path("services/<int:pk>/decline/", rows.decline, name="decline"),
    path("items/<int:pk>/<slug:verb>/", rows.item, name="item"),
    path("feedback/<int:pk>/seen/", rows.seen, name="seen"),
    path("backstops/<int:pk>/release/", rows.release, name="release"),
    path("<int:pk>/", rows.page, name="page"),
    path("<int:pk>/receive/", rows.receive, name="receive"),
    path("<int:pk>/slip/", rows.slip, name="slip"),
    path("<int:pk>/feedback/<slug:code>/", rows.feedback, name="feedback"),
    path("<int:pk>/<slug:verb>/", rows.act, name="act"),
]
