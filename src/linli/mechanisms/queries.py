"""What holds where: mechanisms in use, and the pieces they bring."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.cases import CaseKind, Limits
from linli.definitions.schema import Category, Channel, Matter, Mechanism
from linli.definitions.templates import clock_template as template_on
from linli.domain.calendar import local_day
from linli.domain.clocks import ClockTemplate
from linli.mechanisms import places
from linli.mechanisms.contents import family, known, mechanism_of, tree_of
from linli.mechanisms.errors import UnknownPieceError
from linli.mechanisms.models import EVERYWHERE, Adoption, Definition, InForce
from linli.records.reading import Reading, any_of

State = Adoption.State


_HELD = ("area_id", "mechanism", "definition_id", "definition__digest")
_ONE = Reading(
    lambda name, *above: InForce.objects.filter(any_of("area_id", above), mechanism=name).values_list(*_HELD)
)


def definitions(
    area_id: int, on: date, *, only: Collection[str] | None = None, chain: Sequence[int] | None = None
) -> dict[str, Definition]:
    """For every mechanism (or only some) the definition that would hold at a place, adopted or not; one query.

    ``chain``: the ids from the top down to the place, if the caller has them.
    """
    above = [EVERYWHERE, *(chain if chain is not None else places.ancestors(area_id, on))]
    if only is not None and len(only) == 1:
        rows = _ONE.tuples(*only, *above)
    else:
        wanted = {} if only is None else {"mechanism__in": only}
        rows = list(InForce.objects.filter(area_id__in=above, **wanted).values_list(*_HELD))
    found: dict[str, Definition] = {}
    for row in sorted(rows, key=lambda one: above.index(one[0])):
        found[row[1]] = known(row[2], row[1], row[3])
    return found


def adoptions(
    area_id: int, on: date, *, only: Collection[str] | None = None, chain: Sequence[int] | None = None
) -> dict[str, Adoption]:
    """For every mechanism the adoption that decides at a place: the nearest, unless a higher one is binding."""
    above = list(chain if chain is not None else places.ancestors(area_id, on))
    rows = Adoption.objects.filter(area_id__in=above, valid_from__lte=on, valid_to__gt=on)
    if only is not None:
        rows = rows.filter(mechanism__in=only)
    deciding: dict[str, Adoption] = {}
    for row in sorted(rows, key=lambda one: (above.index(one.area_id), one.valid_from)):
        held = deciding.get(row.mechanism)
        if held is None or not (held.binding and held.area_id != row.area_id):
            deciding[row.mechanism] = row
    return deciding


def source_of(mechanism: str, area_id: int, on: date) -> Adoption | None:
    """The adoption by which a mechanism is in use at a place."""
    row = adoptions(area_id, on, only=[mechanism]).get(mechanism)
    return row if row is not None and row.state != State.OFF else None


def active(
    area_id: int, on: date, *, only: Collection[str] | None = None, chain: Sequence[int] | None = None
) -> dict[str, Definition]:
    """Mechanisms in use at a place on a day (or those of ``only`` that are); shared ones always are.

    ``chain``: the ids from the top down to the place, if the caller has them.
    """
    chain = chain if chain is not None else places.ancestors(area_id, on)
    wanted = set(get_library().mechanisms) if only is None else set(only)
    shared = {
        name for name in wanted if name in get_library().mechanisms and get_library().mechanisms[name].shared
    }
    asked = wanted - shared
    deciding = adoptions(area_id, on, only=asked, chain=chain) if asked else {}
    in_use = shared | {name for name, row in deciding.items() if row.state != State.OFF}
    found = definitions(area_id, on, only=in_use, chain=chain)
    return {name: found[name] for name in sorted(found)}


def content(definition: Definition | int) -> Mechanism:
    """The mechanism a stored definition says."""
    row = Definition.objects.get(pk=definition) if isinstance(definition, int) else definition
    return mechanism_of(row)


def case_kinds(area_id: int, at: datetime) -> list[tuple[CaseKind, Definition]]:
    """All kinds of cases that may begin at a place, shared ones first."""
    found = active(area_id, local_day(at))
    ordered = sorted(found.items(), key=lambda item: (not mechanism_of(item[1]).shared, item[0]))
    return [(kind, definition) for _, definition in ordered for kind in mechanism_of(definition).case_kinds]


def case_kind(
    kind_id: str, area_id: int, at: datetime, *, chain: Sequence[int] | None = None
) -> tuple[CaseKind, Definition]:
    """A kind of case and the definition under which a case of it begins. Raises :class:`UnknownPieceError`.

    ``chain``: the ids from the top down to the place, if the caller has them.
    """
    for definition in _at_home("case_kind", kind_id, area_id, at, chain):
        for kind in mechanism_of(definition).case_kinds:
            if kind.id == kind_id:
                return kind, definition
    raise UnknownPieceError(
        _("本地没有启用“%(kind)s”这类诉求，请先在工作机制里启用。") % {"kind": label(kind_id)}
    )


def _at_home(
    what: str, piece_id: str, area_id: int, at: datetime, chain: Sequence[int] | None = None
) -> list[Definition]:
    """The definition that brings a piece, where it is in use: only that one mechanism is asked for."""
    home = get_library().home.get((what, piece_id))
    return list(active(area_id, local_day(at), only=[home], chain=chain).values()) if home else []


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
    home = get_library().home.get(("clock", clock_id))
    for definition in definitions(area_id, on, only=[home] if home else []).values():
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
    for definition in _at_home("category", category_id, area_id, at):
        flat = tree_of(definition)
        if category_id in flat:
            return flat[category_id]
    raise UnknownPieceError(_("没有这个事项分类：%(category)s") % {"category": category_id})


def channels(area_id: int, at: datetime) -> tuple[Channel, ...]:
    """The ways in that are open at a place."""
    found = active(area_id, local_day(at)).values()
    return tuple(channel for definition in found for channel in mechanism_of(definition).channels)


def matter_for(category_id: str, area_id: int, at: datetime) -> Matter | None:
    """The line of the 履职事项清单 that speaks of a category on that day, for the reason of a dispatch."""
    on = local_day(at)
    homes = {get_library().home[("matter", one)] for one in get_library().matters}
    for definition in active(area_id, on, only=homes).values():
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
