"""Addresses of the mechanism library."""

from django.urls import path

from linli.mechanisms import views

app_name = "mechanisms"
urlpatterns = [
    path("", views.library, name="library"),
    path("pack/<slug:pack_id>/", views.pack, name="pack"),
    path("<slug:mechanism_id>/", views.detail, name="detail"),
    path("<slug:mechanism_id>/trial/", views.trial, name="trial"),
    path("<slug:mechanism_id>/roll-out/", views.roll_out, name="roll_out"),
    path("<slug:mechanism_id>/stop/", views.stop, name="stop"),
]
