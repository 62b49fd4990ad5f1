"""Addresses of activities."""

from django.urls import path

from linli.activities import views

app_name = "activities"
urlpatterns = [
    path("", views.listing, name="list"),
    path("unrecorded/", views.unrecorded, name="unrecorded"),
    path("counts/", views.counts, name="counts"),
    path("new/", views.new, name="new"),
    path("series/new/", views.new_series, name="new_series"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/sheet/", views.sheet, name="sheet"),
    path("<int:pk>/<slug:verb>/", views.act, name="act"),
]
