"""The addresses these pages link to; a room that is not there yet cannot break these tests."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [
    path(f"{prefix}/", include(f"linli.{room}.urls"))
    for room, prefix in (
        ("areas", "places"),
        ("ui", "ui"),
        ("clocks", "clocks"),
        ("accounts", "accounts"),
        ("organizations", "orgs"),
        ("mechanisms", "mechanisms"),
    )
    if find_spec(f"linli.{room}.urls")
]
