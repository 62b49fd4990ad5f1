"""Addresses: each room brings its own; the desk is the front door of staff, the window of residents."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from linli.config.health import healthz

#: Room → where its pages stand.
ROOMS = {
    "areas": "places/",
    "organizations": "orgs/",
    "mechanisms": "mechanisms/",
    "accounts": "accounts/",
    "records": "records/",
    "ledgers": "ledgers/",
    "papers": "papers/",
    "clocks": "clocks/",
    "duties": "duties/",
    "rolls": "rolls/",
    "registers": "registers/",
    "visits": "visits/",
    "activities": "activities/",
    "resources": "resources/",
    "agreements": "agreements/",
    "reports": "reports/",
    "indicators": "figures/",
    "bulletins": "bulletins/",
    "demo": "reported/",
    "ui": "ui/",
    "window": "w/",
    "api": "api/",
    "desk": "",
}

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
if find_spec("linli.window.urls_root"):
    urlpatterns.append(path("", include("linli.window.urls_root")))
urlpatterns.append(path("cases/", include("linli.desk.urls_cases")))
for room, prefix in ROOMS.items():
    if find_spec(f"linli.{room}.urls"):
        urlpatterns.append(path(prefix, include(f"linli.{room}.urls")))

handler400 = "linli.ui.errors.bad_request"
handler403 = "linli.ui.errors.forbidden"
handler404 = "linli.ui.errors.not_found"
handler500 = "linli.ui.errors.server_error"
