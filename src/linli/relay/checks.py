"""System checks: a zone has a folder and a secret."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from linli.records.errors import LinliError
from linli.relay import sealing, zone


@register()
def zone_is_sound(**_kwargs: Any) -> list[CheckMessage]:
    """linli.E401: the zone lacks its folder or its secret."""
    if not zone.zone():
        return []
    try:
        zone.folder()
        sealing.sign(b"")
    except LinliError as error:
        return [Error(str(error), hint="docs/howto/production.md, Two network zones", id="linli.E401")]
    return []
