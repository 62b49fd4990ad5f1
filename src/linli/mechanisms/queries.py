"""What holds where: mechanisms in use, and the pieces they bring."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.cases import CaseKind, Limits
from linli.definitions.library import walk
from linli.definitions.schema import Category, Channel, Matter, Mechanism
from linli.definitions.templates import clock_template as template_on
from linli.domain.calendar import local_day
from linli.domain.clocks import ClockTemplate
from linli.mechanisms import places
from linli.mechanisms.contents import family, mechanism_of
from linli.mechanisms.errors import UnknownPieceError
from linli.mechanisms.models import EVERYWHERE, FOREVER, Adoption, Definition, InForce

State = Adoption.State


def definitions(area_id: int, on: date) -> dict[str, Definition]:
    """For every mechanism the definition that would hold at a place, adopted or not."""
    chain = [EVERYWHERE, *places.ancestors(area_id, on)]
    rows = InForce.objects.filter(area_id__in=chain).select_related("definition").defer("definition__content")
    found: dict[str, Definition] = {}
    for row in sorted(rows, key=lambda one: chain.index(one.area_id)):
        found[row.mechanism] = row.definition
    return found


def adoptions(area_id: int, on: date) -> dict[str, Adoption]:
    """For every mechanism the adoption that decides at a place: the nearest, unless a higher one is binding."""
    chain = places.ancestors(area_id, on)
    rows = Adoption.objects.filter(area_id__in=chain, valid_from__lte=on, valid_to__gt=on)
    deciding: dict[str, Adoption] = {}
    for row in sorted(rows, key=lambda one: (chain.index(one.area_id), one.valid_from)):
        above = deciding.get(row.mechanism)
        if above is None or not (above.binding and above.area_id != row.area_id):
            deciding[row.mechanism] = row
    return deciding


def source_of(mechanism: str, area_id: int, on: date) -> Adoption | None:
    """The adoption by which a mechanism is in use at a place."""
    row = adoptions(area_id, on).get(mechanism)
    return row if row is not None and row.state != State.OFF else None


def active(area_id: int, on: date) -> dict[str, Definition]:
    """Mechanisms in use at a place on a day; shared ones always are."""
    deciding = adoptions(area_id, on)
    shared = {name for name, piece in get_library().mechanisms.items() if piece.shared}
    return {
        name: definition
        for name, definition in definitions(area_id, on).items()
        if name in shared or (name in deciding and deciding[name].state != State.OFF)
    }


def content(definition: Definition | int) -> Mechanism:
    """The mechanism a stored definition says."""
    row = Definition.objects.get(pk=definition) if isinstance(definition, int) else definition
    return mechanism_of(row)


def case_kinds(area_id: int, at: datetime) -> list[tuple[CaseKind, Definition]]:
    """All kinds of cases that may begin at a place, shared ones first."""
    found = active(area_id, local_day(at))
    ordered = sorted(found.items(), key=lambda item: (not mechanism_of(item[1]).shared, item[0]))
    return [(kind, definition) for _, definition in ordered for kind in mechanism_of(definition).case_kinds]


def case_kind(kind_id: str, area_id: int, at: datetime) -> tuple[CaseKind, Definition]:
    """A kind of case and the definition under which a case of it begins. Raises :class:`UnknownPieceError`."""
    for kind, definition in case_kinds(area_id, at):
        if kind.id == kind_id:
            return kind, definition
    raise UnknownPieceError(
        _("本地没有启用“%(kind)s”这类诉求，请先在工作机制里启用。") % {"kind": label(kind_id)}
    )


def kind_of(definition: Definition, kind_id: str) -> CaseKind:
    """The kind as a record's own definition says it. Raises :class:`UnknownPieceError`."""
    return _piece(definition, "case_kinds", kind_id)  # type: ignore[return-value]


def limits_of(definition: Definition, limits_id: str) -> Limits:
    """The limits as a record's own definition says them, shared ones included."""
    return _piece(definition, "limits", limits_id)  # type: ignore[return-value]


def template_of(definition: Definition, clock_id: str, at: datetime) -> ClockTemplate:
    """A clock as a record's own definition says it, with the values of a day."""
    clock = _piece(definition, "clocks", clock_id)
    return template_on(clock, local_day(at), get_library())  # type: ignore[arg-type]


def _piece(definition: Definition, pieces: str, piece_id: str) -> object:
    for mechanism in family(definition):
        for piece in getattr(mechanism, pieces):
            if piece.id == piece_id:
                return piece
    raise UnknownPieceError


def clock(clock_id: str, area_id: int, at: datetime) -> tuple[ClockTemplate, Definition]:
    """A clock with the values of a day, and the definition it comes from. Raises :class:`UnknownPieceError`.

    A clock may be asked for (``linli due``) where its mechanism is not in use, so adoption plays no part.
    """
    on = local_day(at)
    for definition in definitions(area_id, on).values():
        for piece in mechanism_of(definition).clocks:
            if piece.id == clock_id:
                return template_on(piece, on, get_library()), definition
    raise UnknownPieceError(_("没有这个时限：%(clock)s") % {"clock": clock_id})


def clock_template(clock_id: str, area_id: int, at: datetime) -> ClockTemplate:
    """A clock with the values of a day."""
    return clock(clock_id, area_id, at)[0]


def categories(area_id: int, at: datetime) -> tuple[Category, ...]:
    """The tree of categories in use at a place."""
    found = active(area_id, local_day(at)).values()
    return tuple(category for definition in found for category in mechanism_of(definition).categories)


def category_path(category_id: str, area_id: int, at: datetime) -> tuple[Category, ...]:
    """A category with those above it, from the top. Raises :class:`UnknownPieceError`."""
    flat = {one.id: (above, one) for above, one in walk(categories(area_id, at))}
    if category_id not in flat:
        raise UnknownPieceError(_("没有这个事项分类：%(category)s") % {"category": category_id})
    above, category = flat[category_id]
    return (*(flat[one][1] for one in above), category)


def channels(area_id: int, at: datetime) -> tuple[Channel, ...]:
    """The ways in that are open at a place."""
    found = active(area_id, local_day(at)).values()
    return tuple(channel for definition in found for channel in mechanism_of(definition).channels)


def matter_for(category_id: str, area_id: int, at: datetime) -> Matter | None:
    """The line of the 履职事项清单 that speaks of a category on that day, for the reason of a dispatch."""
    on = local_day(at)
    for definition in active(area_id, on).values():
        for matter in mechanism_of(definition).matters:
            if category_id in matter.categories and matter.rule.at(on) is not None:
                return matter
    return None


def label(term_id: str) -> str:
    """A glossary word in the language of the page; the id itself for a kind that left the glossary."""
    term = get_library().terms.get(term_id)
    return term.label(get_language() or "zh-hans") if term else term_id


def name_of(mechanism: str) -> str:
    """The name of a mechanism in the language of the page."""
    piece = get_library().mechanisms.get(mechanism)
    return piece.names.in_(get_language() or "zh-hans") if piece else mechanism


@dataclass(frozen=True)
class Standing:
    """How a mechanism stands at a place, for its card."""

    state: str
    label: str
    area_id: int | None = None
    until: date | None = None
    own: bool = False
    trials: int = 0


def standings(area_id: int | None, below: Iterable[int], on: date) -> dict[str, Standing]:
    """State of every mechanism at a place; ``below`` are places inside it whose trials are counted."""
    deciding = adoptions(area_id, on) if area_id else {}
    rows = Adoption.objects.filter(state=State.TRIAL, valid_from__lte=on, valid_to__gt=on)
    trials: dict[str, int] = {}
    for mechanism in rows.filter(area_id__in=list(below)).values_list("mechanism", flat=True):
        trials[mechanism] = trials.get(mechanism, 0) + 1
    ended = Adoption.objects.filter(area_id=area_id or 0, state=State.STOPPED)
    stopped = set(ended.values_list("mechanism", flat=True))
    found = {}
    for name in get_library().mechanisms:
        row = deciding.get(name)
        state = row.state if row else State.OFF
        if state == State.OFF and (name in stopped or row is not None):
            state = State.STOPPED
        elif state == State.OFF and trials.get(name):
            state = State.TRIAL
        found[name] = Standing(
            state=state,
            label=str(State(state).label),
            area_id=row.area_id if row else None,
            until=row.valid_to if row and row.state == State.TRIAL else None,
            own=row is not None and row.area_id == area_id,
            trials=trials.get(name, 0),
        )
    return found


@dataclass(frozen=True)
class Use:
    """One adoption for the list on the mechanism's page."""

    place: str
    state: str
    label: str
    from_: date
    until: date | None
    basis: str


def uses(mechanism: str, area_id: int | None, most: int = 50) -> list[Use]:
    """Where a mechanism is or was in use, at a place, above it and in what its tree reaches, newest first."""
    rows = Adoption.objects.filter(mechanism=mechanism).order_by("-valid_from", "-pk")
    chain = places.ancestors(area_id) if area_id else []
    found = [row for row in rows[: most * 4] if row.area_id in chain or _below(row.area_id, area_id)][:most]
    known = places.names([row.area_id for row in found])
    return [
        Use(
            place=known[row.area_id],
            state=row.state,
            label=str(State(row.state).label),
            from_=row.valid_from,
            until=row.valid_to if row.valid_to < FOREVER else None,
            basis=row.basis,
        )
        for row in found
    ]


def _below(area_id: int, top: int | None) -> bool:
    return top is not None and top in places.ancestors(area_id)
