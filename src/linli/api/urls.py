"""The API below ``/api/``; ``/api/openapi.json`` describes it."""

from django.urls import path

from linli.api.site import api

urlpatterns = [path("", api.urls)]
