"""Addresses of the demonstration's own pages."""

from django.urls import path

from linli.demo import views

app_name = "demo"
urlpatterns = [path("", views.listing, name="printed")]
