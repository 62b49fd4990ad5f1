"""Addresses of the records: files, and the audit administrator's check."""

from __future__ import annotations

from django.urls import path

from linli.records import views

app_name = "records"
urlpatterns = [
    path("files/<int:pk>/", views.file, name="file"),
    path("files/<int:pk>/small/", views.thumb, name="thumb"),
    path("open/<int:pk>-<slug:token>/", views.public_file, name="public_file"),
    path("verify/", views.verify, name="verify"),
]
