"""What the demonstration puts into the head of its pages: the way back to the printed figures, for the reading room."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.demo import access
from linli.ui import navigation


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    navigation.register("reports", "demo:printed", _("报道复现"), order=95, allowed=_allowed)


def _allowed(request: HttpRequest) -> bool:
    return access.may_read(getattr(request, "scope", None))
