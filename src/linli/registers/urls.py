"""Addresses of the registers."""

from django.urls import path

from linli.registers.views import acting, books, editing, listing

app_name = "registers"
urlpatterns = [
    path("", listing.home, name="home"),
    path("item/<int:item_id>/", listing.item, name="item"),
    path("item/<int:item_id>/edit/", editing.edit, name="edit"),
    path("item/<int:item_id>/do/<slug:verb>/", acting.act, name="act"),
    path("frozen/<int:freeze_id>/", books.frozen, name="frozen"),
    path("public/<slug:kind_id>/", books.public, name="public"),
    path("<slug:kind_id>/", listing.rows, name="list"),
    path("<slug:kind_id>/new/", editing.new, name="new"),
    path("<slug:kind_id>/many/", editing.many, name="many"),
    path("<slug:kind_id>/duplicates/", books.duplicates, name="duplicates"),
    path("<slug:kind_id>/merge/", books.merge, name="merge"),
    path("<slug:kind_id>/frozen/", books.freezes, name="freezes"),
    path("<slug:kind_id>/map/", books.map_of, name="map"),
    path("<slug:kind_id>/print/", listing.print_page, name="print"),
]
