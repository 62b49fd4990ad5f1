"""The duty rota from the office's sheet, a line a day, and out again in the same layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import policy
from linli.accounts.acting import scope_of_post
from linli.domain.access import Actor, Scope
from linli.domain.calendar import local_day
from linli.domain.rota import month_days
from linli.ledgers.errors import BadCell, RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Outlet, Problem, Row, Target
from linli.ledgers.targets import finding
from linli.ledgers.targets.outlets import layout, number_in
from linli.ledgers.writing.layout import Col, Layout
from linli.organizations import rota as reading
from linli.organizations import services
from linli.organizations.models import Organization, Part, Post
from linli.organizations.services import NewTurn

KEEP = "organization.keep_rota"
_MONTH_DAY = re.compile(r"^(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?$")
#: Two names in one cell are two people; which of them answers the telephone is not ours to guess.
_SEVERAL = re.compile(r"[、,，/；;]")
#: Half a year: a day without its year is the one nearest to the day of the import.
_HALF = 183


def day(cell: str) -> values.Value:
    """A date; 「11月21日」 without its year is kept as ``--11-21`` and means the nearest such day."""
    plain = re.sub(r"[（(]?(星期|周)[一二三四五六日天][)）]?$", "", cell.strip())
    if found := _MONTH_DAY.match(plain):
        month, number = (int(part) for part in found.groups())
        try:
            return f"--{date(2000, month, number):%m-%d}"
        except ValueError as problem:
            raise BadCell(_("日期看不懂。"), _("请写成 2026-11-21 或 11月21日。")) from problem
    return values.day(cell)


def nearest(value: values.Value, today: date) -> date | None:
    """The day a parsed cell means; None for 29 February of a year without one."""
    text = str(value or "")
    if not text.startswith("--"):
        return values.as_date(value)
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date.fromisoformat(f"{year}{text[1:]}"))
        except ValueError:
            continue
    best = min(found, key=lambda one: abs((one - today).days), default=None)
    return best if best is not None and abs((best - today).days) <= _HALF else None


def name(cell: str) -> values.Value:
    """One person's name."""
    plain = re.sub(r"\s", "", cell)
    if _SEVERAL.search(plain):
        raise BadCell(
            _("一班填一个人。"), _("另一位是领导的，填到「带班领导」；同一天两班的，分两行并写明班次。")
        )
    return values.text(40)(plain)


def part(cell: str) -> values.Value:
    """A part of the day by its word."""
    words = {str(one.label): one.value for one in Part} | {
        "整天": "whole",
        "日班": "day",
        "晚班": "night",
        "夜间": "night",
    }
    return values.choice(words)(cell)


def _body(row: Row) -> Organization | None:
    if row.text("body"):
        return finding.find_body(row.context, row.text("body"))
    key = "rota:own"
    if key not in row.context.cache:
        row.context.cache[key] = Organization.objects.filter(pk=row.context.body_id or 0).first()
    found: Organization | None = row.context.cache[key]
    return found


def _may_keep(row: Row, body: Organization) -> bool:
    """Judged by the post that brings the file in: a place may hold bodies whose rota is not its to keep."""
    cache = row.context.cache
    if "rota:scope" not in cache:
        post = Post.objects.filter(pk=row.context.scope.post_id or 0).first()
        cache["rota:scope"] = scope_of_post(post) if post else row.context.scope
    return policy.allows(cache["rota:scope"], KEEP, body)


def _people(row: Row, body: Organization) -> dict[str, list[int]]:
    key = f"rota:{body.pk}"
    if key not in row.context.cache:
        known: dict[str, list[int]] = {}
        for pk, member in reading.staff(body.pk, date(2000, 1, 1), date(2130, 1, 1)).items():
            known.setdefault(member.person.name, []).append(pk)
        row.context.cache[key] = known
    found: dict[str, list[int]] = row.context.cache[key]
    return found


def check(row: Row) -> Iterator[Problem]:
    """The body must be one's own to keep, and each name one of its people."""
    body = _body(row)
    if body is None or not _may_keep(row, body):
        yield Problem(
            "body", _("没有找到这个单位，或者它的值班表不归您排。"), _("请写单位全称；不填就是您自己的单位。")
        )
        return
    known = _people(row, body)
    for key in ("person", "leader"):
        if row.text(key) and len(known.get(row.text(key), ())) != 1:
            yield Problem(
                key,
                _("「%(body)s」没有叫「%(name)s」的人，或有好几个。")
                % {"body": body, "name": row.text(key)[:20]},
                _("请先登记人员和任职；同名的请在页面上排。"),
            )


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """One person on one day; what stood there is kept for the undo."""
    body, on = _body(row), nearest(row.values.get("day"), local_day(at))
    if body is None or not _may_keep(row, body):
        raise RowRefused(_("没有找到这个单位，或者它的值班表不归您排。"))
    if on is None:
        raise RowRefused(_("看不出是哪一年的日期，请写上年份。"))
    known = _people(row, body)
    person, leader = (known.get(row.text(key), [0])[0] for key in ("person", "leader"))
    turn = NewTurn(on, row.text("part") or Part.WHOLE.value, person, leader or None, row.text("phone"))
    rota, before = services.put_turn(organization_id=body.pk, turn=turn, actor=actor, at=at)
    stood = [
        [when.isoformat(), kind, *((was.person_id, was.leader_id, was.phone) if was else ())]
        for (when, kind), was in before.items()
    ]
    return Applied("rota", rota.pk, "updated" if before else "unchanged", {"body": body.pk, "stood": stood})


def undo(applied: Applied, _row: Row, actor: Actor, at: datetime) -> None:
    """What stood before the import stands again."""
    before = {}
    for when, kind, *was in applied.before.get("stood", ()):
        on = date.fromisoformat(when)
        before[on, kind] = NewTurn(on, kind, *was) if was else None
    if before:
        services.put_back(organization_id=int(applied.before["body"]), before=before, actor=actor, at=at)


TARGET = Target(
    id="rota",
    title=gettext_lazy("值班表"),
    help=gettext_lazy("一行一天（分班的一行一班）；日期可以只写11月21日。"),
    verb=KEEP,
    order=37,
    columns=(
        Column("day", gettext_lazy("日期"), ("值班日期", "时间"), required=True, parse=day),
        Column("part", gettext_lazy("班次"), ("时段", "班别"), parse=part),
        Column("person", gettext_lazy("值班人员"), ("值班人", "值班员", "姓名"), required=True, parse=name),
        Column("phone", gettext_lazy("值班电话"), ("联系电话", "电话", "手机"), parse=values.phone),
        Column("leader", gettext_lazy("带班领导"), ("带班人", "带班"), parse=name),
        Column("body", gettext_lazy("单位"), ("值班单位", "单位名称"), parse=values.text(60)),
    ),
    key=("body", "day", "part"),
    check=check,
    apply=apply,
    undo=undo,
)  # fmt: skip


def _asked(scope: Scope, params: Mapping[str, str], today: date) -> tuple[Organization | None, date]:
    try:
        first = date.fromisoformat(f"{params.get('month', '')}-01")
    except ValueError:
        first = today.replace(day=1)
    body = Organization.objects.filter(pk=number_in(params, "body") or min(scope.bodies, default=0)).first()
    return (body if body is not None and policy.allows(scope, KEEP, body) else None), first


def _lines(scope: Scope, params: Mapping[str, str], at: datetime) -> list[reading.Line]:
    body, first = _asked(scope, params, local_day(at))
    rota = reading.of_body(body.pk) if body else None
    if body is None or rota is None:
        return []
    turns = reading.turns_between(rota, first, month_days(first)[-1])
    return list(reading.lines(first, turns, rota.pattern, {})) if turns else []


def _rows(scope: Scope, params: Mapping[str, str], at: datetime) -> Iterator[dict[str, Any]]:
    for line in _lines(scope, params, at):
        turn = line.turn
        yield {
            "day": line.day,
            "weekday": line.weekday,
            "part": line.part_word,
            "person": turn.person.name if turn else "",
            "phone": line.phone,
            "leader": turn.leader.name if turn and turn.leader else "",
            "note": line.note,
        }


def _layout(scope: Scope, params: Mapping[str, str], today: date) -> Layout:
    body, first = _asked(scope, params, today)
    columns = (
        Col("day", _("日期"), width=8, kind="day"),
        Col("weekday", _("星期"), width=6),
        Col("part", _("班次"), width=5),
        Col("person", _("值班人员"), width=8),
        Col("phone", _("值班电话"), width=11),
        Col("leader", _("带班领导"), width=8),
        Col("note", _("备注"), width=8),
    )
    title = _("%(body)s%(year)s年%(month)s月值班表") % {
        "body": body or "", "year": first.year, "month": first.month,
    }  # fmt: skip
    return layout(title, columns, scope, today, landscape=False)


OUTLET = Outlet(
    id="rota",
    title=gettext_lazy("值班表"),
    verb=KEEP,
    order=37,
    layout=_layout,
    rows=_rows,
    count=lambda scope, params, at: len(_lines(scope, params, at)),
)
