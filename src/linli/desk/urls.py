"""Addresses of the desk."""

from django.urls import path

from linli.desk.views import new, subjects, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("new/", new.new, name="new"),
    path("new/propose/", new.propose, name="propose"),
    path("search/", subjects.search, name="search"),
    path("bodies/", subjects.bodies, name="bodies"),
    path("place/<int:area_id>/", subjects.place, name="place"),
    path("me/", subjects.me, name="me"),
]
