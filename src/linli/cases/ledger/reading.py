"""What the rows of both targets share: the place a text names, the category, instants of local time."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.cases.queries import triage as proposals
from linli.domain import triage
from linli.domain.access import COLUMN_LEVELS
from linli.domain.calendar import SHANGHAI
from linli.ledgers.registry import Context, Row
from linli.ledgers.targets.finding import find_place

_ENDINGS = ("小区", "家属院", "花园", "社区", "街道")


def local_moment(row: Row, key: str) -> datetime | None:
    """A moment of the sheet as an instant: sheets know local time only. A bare day means its end of work, 18:00."""
    text = row.text(key)
    if not text:
        return None
    found = datetime.fromisoformat(text)
    if key == "due" and (found.hour, found.minute, found.second) == (0, 0, 0):
        found = found.replace(hour=18)
    return found.replace(tzinfo=SHANGHAI).astimezone(UTC)


def happened_at(row: Row, key: str, at: datetime) -> datetime:
    """When a voice came in; a moment after the import itself is a slip and counts as now."""
    found = local_moment(row, key)
    return found if found is not None and found <= at else at


def home(context: Context) -> int | None:
    """The place a person may fill in, for orders that name no place: his own."""
    return next((ref.area_id for ref in context.fill if ref.level in COLUMN_LEVELS), None)


def place_of(row: Row, *keys: str) -> int | None:
    """The most exact place named in these cells: a whole name first, else names inside the text."""
    said = tuple(row.text(key) for key in keys if row.text(key))
    memory: dict[tuple[str, ...], int | None] = row.context.cache.setdefault("places_said", {})
    if said not in memory:
        memory[said] = _find(row.context, said)
    return memory[said]


def _find(context: Context, said: tuple[str, ...]) -> int | None:
    for text in said:
        # Only a short cell can be the name of a place; a narrative is read below.
        if len(text) <= 40 and (found := find_place(context, text)) is not None:
            return found
    whole = "，".join(said)
    estate = _named(context, whole)
    return _inside(context, estate, whole) if estate is not None else None


def _names(context: Context) -> list[tuple[int, str]]:
    """Names of the person's places down to estates, read once for an import, with their short forms."""
    if "place_names" not in context.cache:
        named: list[tuple[int, str]] = []
        for ref in context.fill:
            rows = areas.subtree(ref.area_id).filter(level__in=("street", "community", "estate", "other"))
            named += list(rows.values_list("area_id", "name")[: proposals.PLACES])
        short = [
            (pk, name.removesuffix(end))
            for pk, name in named
            for end in _ENDINGS
            if name.endswith(end) and len(name) > len(end) + 1
        ]
        context.cache["place_names"] = [*named, *short]
    found: list[tuple[int, str]] = context.cache["place_names"]
    return found


def _named(context: Context, text: str) -> int | None:
    found = triage.names_in(text, _names(context)) if text else []
    return found[0][0] if found else None


def _inside(context: Context, estate: int, text: str) -> int:
    """The building the text numbers, when the estate has it."""
    number = triage.place_words(text).building
    if not number:
        return estate
    key = f"buildings:{estate}"
    if key not in context.cache:
        rows = AreaSpan.objects.filter(pk__in=areas.subtree(estate, itself=False).filter(level="building"))
        context.cache[key] = {
            triage.place_words(name).building: pk for pk, name in rows.values_list("area_id", "name")
        }
    buildings: dict[str, int] = context.cache[key]
    return buildings.get(number, estate)


def category_of(row: Row, area_id: int, at: datetime, *keys: str) -> str:
    """The category by the words of its cell, else what the text suggests; empty when nothing fits."""
    # Which categories are in use is a matter of the street; an import covers one as a rule.
    key = "categories"
    if key not in row.context.cache:
        row.context.cache[key] = proposals._entries(home(row.context) or area_id, at)
    names, entries = row.context.cache[key]
    words = {name: category for category, name in names.items()}
    for part in reversed(re.split(r"[-—>/、·]+", row.text("category"))):
        if part.strip() in words:
            return str(words[part.strip()])
    text = " ".join(row.text(one) for one in keys)
    return triage.propose(text, entries, kinds=None).category.value
