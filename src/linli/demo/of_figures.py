"""「报道复现」: every figure of the papers as a reported value of a real place, with its source and date, read-only.

One body a place stands for its paper; it has no posts, so nobody can act for it and nothing here ever changes.
"""

from __future__ import annotations

from datetime import date, datetime

from linli.areas.models import MAX_DAY, AreaSpan
from linli.demo import figures, reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI
from linli.domain.periods import Kind, period_of
from linli.organizations import services as organizations
from linli.records.time import frozen
from linli.reports import services

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
#: The body of a place's paper is called so, after the place.
SUFFIX = "（报道复现）"


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """All printed figures; answers how many values stand."""
    del scene, people, real, small
    return {"reported_figures": load()}


def load() -> int:
    """The figures of every entry whose place is loaded (a place above stands in for a smaller one that is not)."""
    bodies: dict[int, int] = {}
    count = 0
    for entry in figures.entries().values():
        if entry.library or not entry.items:
            continue
        area = place_of(entry.place)
        if area.area_id not in bodies:
            bodies[area.area_id] = paper_of(area)
        count += _values(entry, bodies[area.area_id])
    return count


def place_of(code: str) -> AreaSpan:
    """The place of a code, or the nearest above it that is loaded. Raises AreaSpan.DoesNotExist."""
    above = [code[:width] for width in (9, 6, 4) if width <= len(code)]
    rows = {row.code_stat: row for row in AreaSpan.objects.filter(code_stat__in=above, valid_to=MAX_DAY)}
    found = next((rows[one] for one in above if one in rows), None)
    if found is None:
        raise AreaSpan.DoesNotExist(code)
    return found


def paper_of(area: AreaSpan) -> int:
    """An invented body that stands for the paper of a place."""
    at = datetime(2016, 1, 4, 9, tzinfo=SHANGHAI)
    with frozen(at):
        return organizations.create_organization(
            name=f"{area.name}地方报纸{SUFFIX}", kind="party_org", area_id=area.area_id, actor=_ACTOR, at=at,
            on=date(2015, 1, 1),
        ).pk  # fmt: skip


def _values(entry: figures.Entry, body: int) -> int:
    """Each source's word beside the other; a figure a source does not name is not there (no zero, no blank)."""
    count = 0
    for number, version in enumerate(entry.versions):
        at = datetime(version.day.year, version.day.month, version.day.day, 18, tzinfo=SHANGHAI)
        values = {key: said[number] for key, said in entry.values.items() if said[number] is not None}
        with frozen(at):
            rows = services.record_values(
                form=entry.form(), definition_id=None, body_id=body, period=period_of(Kind.YEAR, version.day),
                values=values, as_of=at, source=version.source, issuer=version.issuer,
                explanation=entry.explanation, actor=_ACTOR, at=at,
            )  # fmt: skip
        count += len(rows)
    return count
