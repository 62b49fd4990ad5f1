"""Addresses of the look itself: choosing size, colours and language; the living style page."""

from __future__ import annotations

from django.urls import path

from linli.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.style_page, name="style"),
    path("find", views.style_find, name="style_find"),
    path("offline", views.offline, name="offline"),
    path("worker.js", views.worker, name="worker"),
    path("prefer", views.prefer, name="prefer"),
]
