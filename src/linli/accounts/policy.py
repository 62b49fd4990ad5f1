"""May this post do this to that row? ``permissions.yaml`` decides; here rows are brought into relation to it.

``allows``/``require`` judge one row, ``filter`` cuts a queryset by the level columns and body columns, so
that lists, searches, counts and exports use one rule with the pages. Rooms above register how a row of
theirs names its bodies (:func:`register_bodies`) and who handled it before (:func:`register_former`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.accounts import grants
from linli.areas import queries as areas
from linli.areas.models import AreaSpan, Scoped
from linli.domain.access import COLUMN_LEVELS, AreaRef, Scope
from linli.records.errors import NotAllowed

M = TypeVar("M", bound=Model)

#: Verbs that change nothing: judged by what one may see; all others by what one may fill.
READING = frozenset({"view", "export", "print", "unmask", "audit", "verify"})


class NotYours(NotAllowed):
    """The row exists, but the acting post has no business with it."""

    default = _("您现在的岗位没有这项权限。如果您还有别的岗位，请先切换身份。")


@dataclass(frozen=True)
class _Bodies:
    ids: Callable[[Any], Iterable[int | None]]
    q: Callable[[frozenset[int]], Q]


@dataclass(frozen=True)
class _Former:
    was: Callable[[Scope, Any], bool]
    q: Callable[[Scope], Q]


_bodies: dict[str, _Bodies] = {}
_former: dict[str, _Former] = {}


def register_bodies(
    kind: str, *, ids: Callable[[Any], Iterable[int | None]], q: Callable[[frozenset[int]], Q]
) -> None:
    """Tell which bodies a row of a kind belongs to: of one row, and as a filter (no joins that multiply)."""
    _bodies[kind] = _Bodies(ids, q)


def register_former(kind: str, *, was: Callable[[Scope, Any], bool], q: Callable[[Scope], Q]) -> None:
    """Tell who handled a row of a kind in an earlier round, of one row and as a filter."""
    _former[kind] = _Former(was, q)


def url_verbs() -> dict[str, str]:
    """Address name → what it asks for."""
    return dict(grants.table().urls)


def needs_step_up(url_name: str) -> bool:
    """True for addresses that ask for the password again: unmasking and exports."""
    return url_name in grants.table().step_up


def relations_for(scope: Scope, verb: str) -> frozenset[str]:
    """The relations in which the acting post may do the verb; empty: not at all."""
    held = grants.table().roles
    return frozenset().union(*(held.get(role, {}).get(verb, frozenset()) for role in scope.roles))


def may(scope: Scope, verb: str) -> bool:
    """True when the acting post may do the verb on some row."""
    return bool(relations_for(scope, verb))


def allows(scope: Scope, verb: str, row: Any) -> bool:
    """True when the acting post may do the verb on this row. ``verb`` is "case.view"."""
    granted = relations_for(scope, verb)
    if not granted:
        return False
    if granted.issuperset(grants.ALL):
        return True
    if granted & _relations(scope, row, verb, former=False):
        return True
    # Asked last: who handled an earlier round costs a query, and most readers need no such excuse.
    kind = kind_of(row)
    return "was_handler" in granted and kind in _former and _former[kind].was(scope, row)


def require(scope: Scope, verb: str, row: Any) -> None:
    """Raise :class:`NotYours` unless the verb is allowed on the row."""
    if not allows(scope, verb, row):
        raise NotYours()


def relation(scope: Scope, row: Any) -> str:
    """The closest relation of a row to the acting post (own, below, beside, above, elsewhere, was_handler)."""
    found = _relations(scope, row, f"{kind_of(row)}.view")
    return next((name for name in grants.RELATIONS if name in found and name != "elsewhere"), "elsewhere")


def filter(qs: QuerySet[M], scope: Scope, verb: str) -> QuerySet[M]:  # noqa: A001 - reads policy.filter(qs, …)
    """The rows of a scoped model on which the acting post may do the verb.

    Uses level and body columns only, so it can be part of any index read.
    """
    granted = relations_for(scope, verb)
    if not granted:
        return qs.none()
    if granted.issuperset(grants.ALL):
        return qs
    kind = verb.split(".", 1)[0]
    parts = [
        part for name in sorted(granted) if (part := _q(name, kind, _refs(scope, verb), scope)) is not None
    ]
    condition = Q()
    for part in parts:
        condition |= part
    return qs.filter(condition) if parts else qs.none()


def kind_of(row: Any) -> str:
    """The kind of a row as permissions.yaml names it."""
    if isinstance(row, AreaSpan):
        return "area"
    return str(getattr(row, "POLICY_KIND", "") or getattr(row, "SUBJECT_KIND", "") or "row")


def _refs(scope: Scope, verb: str) -> tuple[AreaRef, ...]:
    return scope.view if verb.split(".", 1)[-1] in READING else scope.fill


def _relations(scope: Scope, row: Any, verb: str, *, former: bool = True) -> set[str]:
    kind, refs = kind_of(row), _refs(scope, verb)
    found: set[str] = set()
    if kind in _bodies:
        if scope.bodies & {pk for pk in _bodies[kind].ids(row) if pk}:
            found.add("own")
    elif any(ref.area_id == _area_of(row) for ref in refs):
        found.add("own")
    found |= _place_relations(row, refs)
    if former and kind in _former and not found & {"own"} and _former[kind].was(scope, row):
        found.add("was_handler")
    return found or {"elsewhere"}


def _area_of(row: Any) -> int | None:
    area = (
        row.pk if kind_of(row) == "area" and not isinstance(row, AreaSpan) else getattr(row, "area_id", None)
    )
    return int(area) if area is not None else None


def _columns_of(row: Any) -> dict[str, int | None]:
    if isinstance(row, Scoped):
        return {level: getattr(row, level) for level in COLUMN_LEVELS}
    area = _area_of(row)
    return areas.columns_for(area) if area is not None else {}


def _place_relations(row: Any, refs: tuple[AreaRef, ...]) -> set[str]:
    area = _area_of(row)
    if not refs or area is None:
        return set()
    columns = _columns_of(row)
    if any(_inside(ref, area, columns) for ref in refs):
        return {"below"}
    for ref in refs:
        above = areas.ancestors(ref.area_id, itself=False)
        if any(step.area_id == area for step in above):
            return {"above"}
        if above and above[-1].area_id in columns.values():
            return {"beside"}
    return set()


def _inside(ref: AreaRef, area: int, columns: dict[str, int | None]) -> bool:
    if ref.level == "nation" or ref.area_id == area:
        return True
    if ref.level in COLUMN_LEVELS:
        return columns.get(ref.level) == ref.area_id
    return areas.within(area, (ref,))


def _q(name: str, kind: str, refs: tuple[AreaRef, ...], scope: Scope) -> Q | None:
    if name == "own":
        if kind in _bodies:
            return _bodies[kind].q(scope.bodies) if scope.bodies else None
        return Q(area_id__in=[ref.area_id for ref in refs]) if refs else None
    if name == "below":
        return areas.scope_q(refs)
    if name == "was_handler":
        return _former[kind].q(scope) if kind in _former else None
    if name == "above":
        return Q(
            area_id__in=[step.area_id for ref in refs for step in areas.ancestors(ref.area_id, itself=False)]
        )
    return _beside_q(refs)


def _beside_q(refs: tuple[AreaRef, ...]) -> Q | None:
    """Under the same parent, but not under the post's own place."""
    condition: Q | None = None
    for ref in refs:
        above = areas.ancestors(ref.area_id, itself=False)
        around = areas.scope_q((AreaRef(above[-1].level, above[-1].area_id),)) if above else None
        own = areas.scope_q((ref,))
        if around is not None and own is not None:
            part = around & ~own & ~Q(area_id=above[-1].area_id)
            condition = part if condition is None else condition | part
    return condition
