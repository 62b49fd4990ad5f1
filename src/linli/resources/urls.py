"""Addresses of resources and their matching, all below ``/resources/``."""

from django.urls import path

from linli.resources import views

app_name = "resources"
urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("runs/", views.runs, name="runs"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/live/", views.go_live, name="go_live"),
    path("proposals/", views.proposals, name="proposals"),
    path("proposals/<int:pk>/refuse/", views.refuse, name="refuse"),
    path("proposals/<int:pk>/<str:name>/", views.answer, name="answer"),
    path("fairness/", views.fairness, name="fairness"),
    path("want/<str:code>/", views.want, name="want"),
    path("bookings/<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/", views.page, name="page"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/end/", views.end, name="end"),
    path("<int:pk>/book/", views.book, name="book"),
]
