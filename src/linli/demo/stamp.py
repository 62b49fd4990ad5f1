"""What was loaded into this data folder: read by the command, by the entry page's walks and by tests."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from linli.areas import queries as areas
from linli.cases.models import Case


@dataclass
class Stamp:
    """One loaded demonstration."""

    size: str
    seed: int
    at: str
    digest: str
    seconds: float
    counts: dict[str, Any] = field(default_factory=dict)
    #: Code of the case each walk of the first minute ends at.
    walks: dict[str, str] = field(default_factory=dict)


def _file() -> Path:
    return Path(settings.LINLI_DATA) / "demo.json"


def read() -> Stamp | None:
    """The stamp of this folder; None where nothing was loaded or it cannot be read."""
    try:
        return Stamp(**json.loads(_file().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(stamp: Stamp) -> None:
    """Remember what was loaded."""
    text = json.dumps(asdict(stamp), ensure_ascii=False, indent=1)
    _file().write_text(text + "\n", encoding="utf-8")


def digest(start: datetime) -> str:
    """One value over what was told, where, when and what became of it.

    Receipts, codes and salts are left out: they are random on purpose, in a demonstration too.
    """
    seen = hashlib.sha256()
    rows = Case.objects.order_by("reported_at", "pk").values_list(
        "area_id", "title", "text", "spot", "kind", "category", "channel", "state", "round", "result", "word",
        "satisfied", "followers", "fast_lane", "beneficiaries", "lead_body__name", "reported_at", "closed_at",
    )  # fmt: skip
    found = list(rows)
    names = areas.names({row[0] for row in found})
    for area_id, *rest, reported, closed in found:
        times = [round((moment - start).total_seconds()) if moment else None for moment in (reported, closed)]
        seen.update(json.dumps([names.get(area_id), *rest, *times], ensure_ascii=False).encode())
    return seen.hexdigest()
