"""Addresses of clocks."""

from __future__ import annotations

from django.urls import path

from linli.clocks import views

app_name = "clocks"
urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<int:year>/", views.calendar, name="year"),
    path("calendar/load/", views.load, name="load"),
    path("count/", views.count, name="count"),
    path("messages/", views.inbox, name="inbox"),
    path("messages/read/", views.read, name="read"),
]
