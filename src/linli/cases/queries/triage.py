"""B3: a pasted chat or a noted call → place, kind, category and urgency proposed, each with the words that decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases import words
from linli.definitions.library import walk
from linli.domain import safety, triage
from linli.domain.access import AreaRef, Scope
from linli.domain.masking import strip_chat
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.queries import label

#: Most places of the scope whose names are looked for in a text (a street has a few thousand houses).
PLACES = 20_000


@dataclass(frozen=True)
class Triage:
    """What is proposed; every part may be empty, and a person confirms."""

    text: str
    removed: dict[str, int]
    area_id: int | None
    place: str
    kind: str
    category: str
    urgency: str
    #: One sentence per proposal: 「分类“下水道堵塞”：文中有“下水管”“返水”」.
    reasons: list[str]
    others: list[tuple[str, str]] = field(default_factory=list)
    two_matters: bool = False
    halt: safety.Halt | None = None


def propose_from_text(*, text: str, scope: Scope, at: datetime, area_id: int | None = None) -> Triage:
    """Propose everything from a text; ``area_id`` when the place is known already (a plate, a form)."""
    stripped = strip_chat(text)
    clean = stripped.text
    place = area_id or _place(clean, scope.fill or scope.view)
    where = place or next((ref.area_id for ref in scope.fill or scope.view), None)
    kinds = [kind.id for kind, _definition in mechanisms.case_kinds(where, at)] if where else None
    names, entries = _entries(where, at)
    found = triage.propose(clean, entries, kinds=kinds)
    return Triage(
        text=clean,
        removed=dict(stripped.removed),
        area_id=place,
        place=areas.full_name(place, top="street") if place else "",
        kind=found.kind.value,
        category=found.category.value,
        urgency=_urgency(found, where, at),
        reasons=_reasons(found, names, place),
        others=[(guess.value, names.get(guess.value, guess.value)) for guess in found.others],
        two_matters=found.two_matters,
        halt=safety.check(clean),
    )


def _entries(area_id: int | None, at: datetime) -> tuple[dict[str, str], list[triage.Entry]]:
    if area_id is None:
        return {}, []
    names, entries = {}, []
    for _above, category in walk(mechanisms.categories(area_id, at)):
        names[category.id] = category.names.zh
        entries.append(triage.Entry(category.id, category.keywords, category.urgency or ""))
    return names, entries


def _urgency(found: triage.Proposal, area_id: int | None, at: datetime) -> str:
    """An urgency that the kind knows."""
    if area_id is None or not found.kind.value:
        return found.urgency.value
    try:
        kind, _definition = mechanisms.case_kind(found.kind.value, area_id, at)
    except LookupError:
        return found.urgency.value
    return found.urgency.value if found.urgency.value in kind.clocks else kind.urgency


def _reasons(found: triage.Proposal, names: dict[str, str], place: int | None) -> list[str]:
    said = [
        (_("分类"), names.get(found.category.value, ""), found.category.words),
        (_("类型"), label(found.kind.value), found.kind.words),
        (_("紧急程度"), label(found.urgency.value), found.urgency.words),
    ]
    result = [
        _("%(what)s“%(value)s”：文中有%(words)s")
        % {"what": what, "value": value, "words": "".join(f"“{word}”" for word in found_words)}
        for what, value, found_words in said
        if value and found_words
    ]
    if place:
        result.insert(0, _("地点：文中有它的名称"))
    return result


def _place(text: str, refs: tuple[AreaRef, ...]) -> int | None:
    """The most exact place of the scope that the text names: estate by name, then building and entrance by number."""
    named: list[tuple[int, str]] = []
    for ref in refs:
        rows = areas.subtree(ref.area_id).filter(level__in=("street", "community", "estate", "other"))
        named += list(rows.values_list("area_id", "name")[:PLACES])
    found = triage.names_in(text, [*named, *_short(named)])
    estate = found[0][0] if found else None
    if estate is None:
        return None
    said = triage.place_words(text)
    for level, number in (("building", said.building), ("entrance", said.entrance)):
        if not number:
            break
        inside = areas.subtree(estate, itself=False).filter(level=level).values_list("area_id", "name")
        match = next((pk for pk, name in inside if triage.place_words(name) in _same(level, number)), None)
        if match is None:
            break
        estate = match
    return estate


def _same(level: str, number: str) -> tuple[triage.PlaceWords, ...]:
    return (
        (triage.PlaceWords(building=number),)
        if level == "building"
        else (triage.PlaceWords(entrance=number),)
    )


def _short(named: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Names as people shorten them: 幸福里小区 → 幸福里."""
    endings = ("小区", "家属院", "花园", "社区", "街道")
    return [
        (pk, name.removesuffix(end))
        for pk, name in named
        for end in endings
        if name.endswith(end) and len(name) > len(end) + 1
    ]


__all__ = ["Triage", "propose_from_text", "words"]
