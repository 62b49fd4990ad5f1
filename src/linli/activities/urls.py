"""Addresses of activities."""

from django.urls import path

from linli.activities import attending_views, guest_views, roll_views, series_views, views

app_name = "activities"
urlpatterns = [
    path("", views.listing, name="list"),
    path("unrecorded/", views.unrecorded, name="unrecorded"),
    path("counts/", views.counts, name="counts"),
    path("new/", views.new, name="new"),
    path("for-roll/", roll_views.open_for_roll, name="open_for_roll"),
    path("series/new/", views.new_series, name="new_series"),
    path("series/", series_views.listing, name="series"),
    path("series/<int:pk>/", series_views.page, name="series_page"),
    path("series/<int:pk>/edit/", series_views.edit, name="series_edit"),
    path("series/<int:pk>/end/", series_views.end, name="series_end"),
    path("<int:pk>/answer/", guest_views.answer, name="answer"),
    path("<int:pk>/people/", attending_views.people, name="people"),
    path("<int:pk>/file/", attending_views.file, name="file"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/sheet/", views.sheet, name="sheet"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
