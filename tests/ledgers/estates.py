"""A target of these tests' own: rows become tallies, so that nothing of a higher room is needed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from linli.domain.access import Actor
from linli.ledgers.errors import RowRefused
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Problem, Row, Target
from linli.records.models import Tally

AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
CLERK = Actor(user_id=7, post_id=70, channel="page", body_id=700)


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """Makes or updates one tally; 「拒收」 is refused after a write, to show that nothing of it stays."""
    name, homes = row.text("name"), int(row.values["homes"] or 0)
    made, created = Tally.objects.get_or_create(tally="homes", key=name, defaults={"amount": homes})
    if name == "拒收":
        raise RowRefused("这个小区不归本街道。")
    if created:
        return Applied("tally", made.pk)
    before = {"amount": made.amount}
    Tally.objects.filter(pk=made.pk).update(amount=homes)
    return Applied("tally", made.pk, "updated", before)


def undo(applied: Applied, row: Row, actor: Actor, at: datetime) -> None:
    """Takes it back; a tally of 13 has gone on since."""
    tally = Tally.objects.get(pk=applied.id)
    if tally.amount == 13:
        raise RowRefused("这条记录已有后续办理。")
    if applied.how == "created":
        tally.delete()
    else:
        Tally.objects.filter(pk=applied.id).update(amount=applied.before["amount"])


def check(row: Row) -> Iterable[Problem]:
    """Knows one place it never heard of."""
    if row.text("name") == "无此小区":
        yield Problem("name", "没有这个小区。", "请先在地点里添加。")


TARGET = Target(
    id="estates",
    title="小区",
    verb="import_estates",
    key=("name",),
    columns=(
        Column("name", "小区名称", ("小区",), required=True, parse=values.text(20)),
        Column("homes", "户数", ("总户数",), required=True, parse=values.whole()),
        Column("built", "建成日期", parse=values.day),
    ),
    apply=apply,
    undo=undo,
    check=check,
)
