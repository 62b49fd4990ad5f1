"""今日待办 of cases, by post, in the trade's order: what I must do, not what exists.

A post that handles (its body leads or helps) reads by body; a post that dispatches and decides reads by place. One
statement finds the keys of all groups, each read to :data:`MOST` from an index of what is open; another fetches the rows
that are shown. Counts are exact to 100.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases.models import Case, Stage, Task
from linli.domain.access import Scope
from linli.domain.calendar import day_end, local_day
from linli.domain.caseflow import HANDLING, State
from linli.records.union import first_of_each

#: Rows shown in a group, and the most that are counted.
SHOWN, MOST = 8, 100
Rows = QuerySet[Case]


@dataclass(frozen=True)
class Group:
    """One heading of Today with its first rows; ``query`` is the list that shows exactly these and all of them."""

    name: str
    title: str
    rows: list[Case]
    count: int
    more: bool
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Kind:
    name: str
    title: Promise | str
    rows: Callable[[Scope, datetime], Rows]
    #: Verb that one must hold for the group to be one's work.
    verb: str
    own: bool


def _mine(scope: Scope) -> Rows:
    return Case.objects.filter(lead_body_id__in=scope.bodies)


def _working(scope: Scope) -> Rows:
    states = [*HANDLING, State.TO_SIGN, State.RETURN_REVIEW, State.EXTENSION_REVIEW, State.SUSPENSION_REVIEW]
    return _mine(scope).filter(stage=Stage.WORK, state__in=states)


def _signed(scope: Scope) -> Rows:
    """What waits to be signed for has a heading of its own and is not shown twice."""
    return _working(scope).exclude(state=State.TO_SIGN)


def _third_day(at: datetime) -> datetime:
    return day_end(local_day(at) + timedelta(days=3))


def _here(scope: Scope) -> Rows:
    return areas.in_scope(Case.objects.all(), scope.fill)


#: Nobody helps with more at once. The newest: a part may stay open after its case was closed.
MOST_PARTS = 2000


def _helping(scope: Scope, at: datetime) -> Rows:
    del at
    parts = Task.objects.filter(
        body_id__in=scope.bodies, lead_slot__isnull=True, state__in=(Task.State.ASKED, Task.State.WORKING)
    )
    open_stages = (Stage.WORK, Stage.SUSPENDED)
    # Sorted by what no index holds: by the key alone PostgreSQL may read all parts backwards to find a few. Both engines
    # read the body's open parts from ``cas_task_helping`` and sort these.
    newest = parts.order_by(F("pk") * -1)[:MOST_PARTS]
    # The limit keeps PostgreSQL from reading every open case first: it cannot know how few the parts asked for are.
    return Case.objects.filter(pk__in=newest.values("case_id"), stage__in=open_stages)


def _requests(scope: Scope, at: datetime) -> Rows:
    del at
    states = (State.RETURN_REVIEW, State.EXTENSION_REVIEW, State.SUSPENSION_REVIEW)
    return _others(_here(scope).filter(stage=Stage.WORK, state__in=states), scope)


def _others(rows: Rows, scope: Scope) -> Rows:
    """Not one's own work: nobody reviews himself."""
    return rows.exclude(lead_body_id__in=scope.bodies)


_TO_SIGN = _Kind(
    "to_sign", _("待签收"), lambda s, _at: _mine(s).filter(stage=Stage.WORK, state=State.TO_SIGN),
    "accept", own=True,
)  # fmt: skip
_LATE = _Kind(
    "late", _("超期"), lambda s, at: _working(s).filter(next_due__lt=at),
    "submit_answer", own=True,
)  # fmt: skip
_DUE_TODAY = _Kind(
    "due_today", _("今天到期"), lambda s, at: _signed(s).filter(next_due__gte=at, next_due__lte=day_end(local_day(at))),
    "submit_answer", own=True,
)  # fmt: skip
_DUE_SOON = _Kind(
    "due_soon", _("三天内到期"),
    lambda s, at: _signed(s).filter(next_due__gt=day_end(local_day(at)), next_due__lte=_third_day(at)),
    "submit_answer", own=True,
)  # fmt: skip
_HELP = _Kind("help", _("请我协办"), _helping, "answer_help", own=True)
_REVIEW = _Kind(
    "to_review", _("待我审核"),
    lambda s, _at: _others(_here(s).filter(stage=Stage.WORK, state=State.TO_REVIEW), s),
    "review", own=False,
)  # fmt: skip
_CALL_BACK = _Kind(
    "to_call_back", _("待回访"),
    lambda s, _at: _others(_here(s).filter(stage=Stage.CALL_BACK, source="", has_parties=False), s),
    "call_back", own=False,
)  # fmt: skip
_TO_DISPATCH = _Kind(
    "new", _("待派单"), lambda s, _at: _here(s).filter(stage=Stage.DISPATCH), "dispatch", own=False
)
#: The same rows, as a community says it: to whoever dispatches all day they are 待派单.
_NEW = replace(_TO_DISPATCH, title=_("新反映"))
_REQUESTS = _Kind("requests", _("退单、延期、挂账待审"), _requests, "rule_on_return", own=False)
_DEPARTMENTS_LATE = _Kind(
    "departments_late", _("承办单位超期"),
    lambda s, at: _others(_here(s).filter(stage=Stage.WORK, next_due__lt=at), s),
    "urge", own=False,
)  # fmt: skip
_FOCUS = _Kind(
    "focus", _("重点跟踪"), lambda s, _at: _here(s).filter(stage=Stage.WORK, focus=True), "focus", own=False
)  # fmt: skip

#: Order of the groups: a community's secretary signs first, a street's clerk dispatches first.
_COMMUNITY = (_TO_SIGN, _LATE, _DUE_TODAY, _DUE_SOON, _HELP, _REVIEW, _REQUESTS, _CALL_BACK, _NEW)
_STREET = (
    _TO_DISPATCH,
    _REQUESTS,
    _DEPARTMENTS_LATE,
    _REVIEW,
    _CALL_BACK,
    _TO_SIGN,
    _LATE,
    _DUE_TODAY,
    _HELP,
)
_LEADER = (_DEPARTMENTS_LATE, _FOCUS, _REQUESTS, _TO_DISPATCH)
_DESK_FIRST = frozenset({"street_clerk", "hotline_officer", "district_officer"})
_LEADERS = frozenset({"street_leader", "area_leader", "city_leader", "supervision_officer"})


def today(scope: Scope, at: datetime) -> list[Group]:
    """The groups that are this post's work and hold something, in the order of the trade; two statements."""
    kinds = _kinds(scope)
    keys = first_of_each([_ordered(kind, scope, at) for kind in kinds], MOST + 1)
    shown = {pk for found in keys for pk in found[:SHOWN]}
    rows = Case.objects.select_related("lead_body").in_bulk(shown)
    return [_group(kind, [rows[pk] for pk in found[:SHOWN] if pk in rows], len(found))
            for kind, found in zip(kinds, keys, strict=True) if found]  # fmt: skip


def _kinds(scope: Scope) -> list[_Kind]:
    order = _STREET if scope.roles & _DESK_FIRST else _LEADER if scope.roles & _LEADERS else _COMMUNITY
    return [kind for kind in order if _is_work(kind, scope)]


def _named(name: str, scope: Scope) -> _Kind | None:
    return next((kind for kind in _kinds(scope) if kind.name == name), None)


def rows_of(name: str, scope: Scope, at: datetime) -> Rows:
    """All rows under one heading of this post's Today; none for a heading it has not."""
    kind = _named(name, scope)
    return Case.objects.none() if kind is None else kind.rows(scope, at)


def title_of(name: str, scope: Scope) -> str:
    """The words of that heading, empty for one this post has not."""
    kind = _named(name, scope)
    return "" if kind is None else str(kind.title)


def _ordered(kind: _Kind, scope: Scope, at: datetime) -> Rows:
    return kind.rows(scope, at).order_by(*(("next_due", "pk") if _by_due(kind) else ("pk",)))


def _by_due(kind: _Kind) -> bool:
    return kind.own or kind.name == "departments_late"


def _is_work(kind: _Kind, scope: Scope) -> bool:
    relations = policy.relations_for(scope, f"case.{kind.verb}")
    if kind.own:
        return "own" in relations and bool(scope.bodies)
    return "below" in relations and bool(scope.fill)


def _group(kind: _Kind, rows: list[Case], number: int) -> Group:
    # By the day it is due where every row has one; what is only asked or to be signed may have none.
    order = "due" if kind.name.startswith(("late", "due_", "departments_late")) else "old"
    query = {"today": kind.name, "order": order}
    return Group(kind.name, str(kind.title), rows, min(number, MOST), number > MOST, query)


def in_hand(scope: Scope, at: datetime) -> tuple[int, int]:
    """(open cases of one's bodies, of them late), for 「今天没有待办。在办3件，都在期限内。」"""
    rows = Case.objects.filter(
        lead_body_id__in=scope.bodies, stage__in=(Stage.WORK, Stage.SUSPENDED, Stage.CALL_BACK)
    )
    return rows.count(), rows.filter(Q(stage=Stage.WORK) & Q(next_due__lt=at)).count()
