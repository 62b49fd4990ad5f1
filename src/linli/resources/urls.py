"""Addresses of resources and their matching, all below ``/resources/``."""

from django.urls import path

from linli.resources import matching, views

app_name = "resources"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("runs/", matching.runs, name="runs"),
    path("runs/<int:pk>/", matching.run, name="run"),
    path("runs/<int:pk>/live/", matching.go_live, name="go_live"),
    path("proposals/", matching.proposals, name="proposals"),
    path("proposals/<int:pk>/refuse/", matching.refuse, name="refuse"),
    path("proposals/<int:pk>/<str:name>/", matching.answer, name="answer"),
    path("fairness/", matching.fairness, name="fairness"),
    path("want/<str:code>/", matching.want, name="want"),
    path("bookings/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/book/", views.book, name="book"),
]
