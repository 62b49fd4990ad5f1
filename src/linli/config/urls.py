"""Addresses: each room brings its own; the desk is the front door of staff, the window of residents."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from django.urls.resolvers import RoutePattern

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

#: Rooms whose addresses are imported with the first request below their prefix: the API's packages take a fifth of a
#: start, and many servers are never asked for it.
LATER = {"api"}


class Later(URLResolver):
    """Addresses with a namespace of their own, imported when the first of them is asked for.

    Django fills every resolver before it answers the first ``reverse``. Of one with a namespace it needs nothing but
    the namespace; the names inside are looked up through its patterns.
    """

    def _populate(self) -> None:
        if "urlconf_module" in self.__dict__:
            super()._populate()


def _addresses(room: str, prefix: str) -> URLPattern | URLResolver:
    module = f"linli.{room}.urls"
    if room in LATER:
        return Later(RoutePattern(prefix), module, app_name=room, namespace=room)
    return path(prefix, include(module))


urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
if find_spec("linli.window.urls_root"):
    urlpatterns.append(path("", include("linli.window.urls_root")))
urlpatterns.append(path("cases/", include("linli.desk.urls_cases")))
for room, prefix in ROOMS.items():
    if find_spec(f"linli.{room}.urls"):
        urlpatterns.append(_addresses(room, prefix))

handler400 = "linli.ui.errors.bad_request"
handler403 = "linli.ui.errors.forbidden"
handler404 = "linli.ui.errors.not_found"
handler500 = "linli.ui.errors.server_error"
