"""Which roll kinds hold where, by the mechanisms in use; and the words of states and stages."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.rolls import RollKind, Stage
from linli.domain.calendar import local_day
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition
from linli.mechanisms.queries import label
from linli.organizations.errors import Refused

#: Days after a period within which the opinion is on time, where a kind says nothing else (default of this release).
FEEDBACK_DAYS = 15


@cache
def shipped() -> dict[str, tuple[str, RollKind]]:
    """Kind id → its mechanism and the kind as this release ships it."""
    return {
        kind.id: (name, kind)
        for name, one in get_library().mechanisms.items()
        for kind in one.roll_kinds
        if kind.capability is None
    }


def kinds_at(area_id: int, at: datetime) -> list[tuple[RollKind, Definition]]:
    """All roll kinds in use at a place."""
    homes = {name for name, _kind in shipped().values()}
    found = mechanisms.active(area_id, local_day(at), only=homes).values() if homes else ()
    return [
        (kind, row) for row in found for kind in mechanisms.content(row).roll_kinds if not kind.capability
    ]


def kind_at(kind_id: str, area_id: int, at: datetime) -> tuple[RollKind, Definition]:
    """One roll kind in use at a place, and the definition it comes from. Raises Refused."""
    home = shipped().get(kind_id)
    rows = mechanisms.active(area_id, local_day(at), only=[home[0]]).values() if home else ()
    for row in rows:
        for kind in mechanisms.content(row).roll_kinds:
            if kind.id == kind_id:
                return kind, row
    raise Refused(
        _("这里还没有启用「%(kind)s」，请先在工作机制里启用。") % {"kind": word(kind_id)}, field="kind"
    )


def kind_of(definition_id: int | None, kind_id: str) -> RollKind | None:
    """The kind as a row's own definition says it; the shipped one when the row has none."""
    if definition_id:
        for kind in mechanisms.content(definition_id).roll_kinds:
            if kind.id == kind_id:
                return kind
    found = shipped().get(kind_id)
    return found[1] if found else None


def reporting_in(holder: str) -> list[str]:
    """Ids of the kinds that the overview of 双报到 counts, for units or members."""
    return sorted(
        kind.id for _home, kind in shipped().values() if kind.reporting_in and kind.holder == holder
    )


def word(kind_id: str) -> str:
    """The word of a kind; its id when no file knows it any more."""
    found = shipped().get(kind_id)
    return label(found[1].term) if found else kind_id


def stage_of(kind: RollKind | None, stage_id: str) -> Stage | None:
    """A stage of a kind."""
    return next((stage for stage in kind.stages if stage.id == stage_id), None) if kind else None


def stage_word(kind: RollKind | None, stage_id: str) -> str:
    """The word of a stage; empty without one."""
    stage = stage_of(kind, stage_id)
    return label(stage.term) if stage else stage_id


def highest_stage(kind: RollKind, members: int) -> Stage | None:
    """The stage that so many members allow: the one asking for most of those whose need is met."""
    fitting = [stage for stage in kind.stages if (stage.least_members or 0) <= members]
    return max(fitting, key=lambda stage: stage.least_members or 0, default=None)
