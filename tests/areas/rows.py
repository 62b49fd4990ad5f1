"""A scoped row that only these tests know."""

from __future__ import annotations

from linli.areas.models import Scoped


class Row(Scoped):
    """Something that lies somewhere."""

    class Meta:
        app_label = "arearows"
