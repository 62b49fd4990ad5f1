"""Deadlines of a subject: started, met, put on hold, put off, handed over, and seen through one's scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from linli.areas.models import Area
from linli.clocks import queries
from linli.clocks import services as clocks
from linli.clocks.models import Deadline
from linli.clocks.words import explain
from linli.domain.access import AreaRef, Scope
from linli.domain.calendar import SHANGHAI
from linli.domain.clock_templates import C13710, TEMPLATES, filing_ahead, in_working_days
from linli.domain.clocks import ClockTemplate, Step, Unit
from linli.records.errors import NotAllowed

pytestmark = pytest.mark.django_db
KEYS = {"city": 3, "district": 4, "street": 5, "community": 6}
FRIDAY = datetime(2026, 11, 20, 16, tzinfo=SHANGHAI)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def subject() -> Area:
    return Area.objects.create(kind="community")


def begin(
    subject: Area, template: ClockTemplate, when: datetime = FRIDAY, **more: Any
) -> dict[str, Deadline]:
    more = {"body_id": 7, "post_id": 8, **more}
    rows = clocks.start(
        subject=subject, template=template, started_at=when, area_id=subject.pk, keys=KEYS, **more
    )
    return {row.step: row for row in rows}


def test_a_dispatch_starts_all_steps_with_their_reasons_and_first_warning(subject: Area) -> None:
    rows = begin(subject, TEMPLATES["hotline_ordinary"], definition=11)
    assert {step: row.due_at for step, row in rows.items()} == {
        "sign": at("2026-11-23T11:00"),
        "contact": at("2026-11-23T18:00"),
        "settle": at("2026-11-27T23:59:59"),
    }
    stored = queries.for_subject("area", subject.pk)
    assert [row.step for row in stored] == ["sign", "contact", "settle"]
    settle = stored[-1]
    assert (settle.definition_id, settle.body_id, settle.post_id, settle.street, settle.community) == (
        11,
        7,
        8,
        5,
        6,
    )
    assert settle.next_warn_at is not None
    assert FRIDAY < settle.next_warn_at < at("2026-11-25T00:00")
    assert explain(settle.steps)[-1] == "到11月27日（星期五）24:00截止"
    assert "周末2天不计" in explain(stored[0].steps)


def test_starting_again_replaces_the_step_and_not_another_part(subject: Area) -> None:
    begin(subject, TEMPLATES["hotline_ordinary"])
    begin(subject, TEMPLATES["hotline_ordinary"], part="task:1", only=["settle"])
    begin(subject, TEMPLATES["hotline_ordinary"], when=at("2026-11-21T09:00"))
    assert Deadline.objects.count() == 4
    assert queries.for_subject("area", subject.pk, part="task:1")[0].started_at == FRIDAY


def test_a_met_step_stops_and_can_be_opened_again_with_its_old_clock(subject: Area) -> None:
    begin(subject, TEMPLATES["hotline_ordinary"])
    met = clocks.meet(subject=subject, step="settle", at=at("2026-11-25T10:00"))
    assert met is not None
    assert queries.light_of(met, at("2026-12-25T10:00")).zh == "按时"
    assert clocks.meet(subject=subject, step="settle", at=at("2026-11-25T11:00")) is None
    again = clocks.reopen(subject=subject, step="settle", at=at("2026-11-26T10:00"))
    assert again is not None
    assert again.due_at == at("2026-11-27T23:59:59")
    assert queries.light_of(again, at("2026-11-28T10:00")).zh == "超期"


def test_a_step_that_counts_from_another_waits_for_it(subject: Area) -> None:
    template = ClockTemplate(
        "c", "c", (Step("sign", "签收", 4, Unit.WORK_HOUR), Step("settle", "办结", 5, Unit.DAY, from_="sign"))
    )
    begin(subject, template)
    assert queries.for_subject("area", subject.pk)[-1].due_at is None
    clocks.meet(subject=subject, step="sign", at=at("2026-11-23T09:00"))
    assert queries.for_subject("area", subject.pk)[-1].due_at == at("2026-11-28T23:59:59")


def test_a_hold_moves_every_clock_and_says_so(subject: Area) -> None:
    begin(subject, TEMPLATES["hotline_consultation"], when=at("2026-11-16T09:00"))
    clocks.meet(subject=subject, step="sign", at=at("2026-11-16T10:00"))
    paused = clocks.pause(subject=subject, at=at("2026-11-17T10:00"))
    assert {row.step for row in paused} == {"contact", "settle"}
    assert all(queries.light_of(row, at("2026-11-30T00:00")).zh == "暂停计时" for row in paused)
    rows = {row.step: row for row in clocks.resume(subject=subject, at=at("2026-11-24T10:00"))}
    assert rows["settle"].due_at == at("2026-11-26T18:00")
    assert "11月17日（星期二）10:00至11月24日（星期二）10:00挂账，不计入时限" in explain(rows["settle"].steps)
    assert explain(rows["settle"].steps)[-1] == "到11月26日（星期四）18:00截止"
    assert Deadline.objects.get(step="settle").paused_at is None


def test_an_extension_is_given_once_and_refused_with_a_sentence(subject: Area) -> None:
    begin(subject, TEMPLATES["hotline_ordinary"])
    more = clocks.extend(subject=subject, step="settle", amount=7, unit=Unit.DAY, at=at("2026-11-24T09:00"))
    assert more.due_at == at("2026-12-04T23:59:59")
    assert "批准延期7天" in explain(more.steps)
    with pytest.raises(NotAllowed, match="不能再次延期"):
        clocks.extend(subject=subject, step="settle", amount=1, unit="natural_day", at=at("2026-11-25T09:00"))
    begin(subject, TEMPLATES["hotline_ordinary"])
    for amount, when, words in ((8, "2026-11-24T09:00", "不能超过"), (2, "2026-11-28T09:00", "到期前申请")):
        said = clocks.extension_refusal(
            subject=subject, step="settle", amount=amount, unit=Unit.DAY, at=at(when)
        )
        assert said is not None
        assert words in said
    clocks.meet(subject=subject, step="settle", at=at("2026-11-24T10:00"))
    said = clocks.extension_refusal(
        subject=subject, step="settle", amount=1, unit=Unit.DAY, at=at("2026-11-24T11:00")
    )
    assert said == "这一步已经办完或还没有开始，不能延期"


def test_an_external_due_time_is_kept_as_it_came_and_cannot_be_put_off_here(subject: Area) -> None:
    begin(subject, TEMPLATES["hotline_ordinary"])
    row = clocks.set_due(
        subject=subject,
        step="settle",
        due_at=at("2026-11-24T17:00"),
        at=FRIDAY,
        source="12345",
        area_id=subject.pk,
    )
    assert explain(row.steps) == ["时限以12345平台为准", "到11月24日（星期二）17:00截止"]
    assert row.body_id == 7
    with pytest.raises(NotAllowed, match="来源平台"):
        clocks.extend(subject=subject, step="settle", amount=1, unit=Unit.DAY, at=FRIDAY)
    clocks.pause(subject=subject, at=FRIDAY)
    clocks.resume(subject=subject, at=at("2026-11-23T10:00"))
    assert Deadline.objects.get(step="settle").due_at == at("2026-11-24T17:00")
    other = clocks.set_due(
        subject=subject,
        step="reply",
        due_at=at("2026-11-26T17:00"),
        at=FRIDAY,
        note="紧急会议定的",
        area_id=subject.pk,
    )
    assert explain(other.steps)[0] == "时限由交办时指定：紧急会议定的"


def test_a_filing_counts_back_from_its_event_and_warns_before_it(subject: Area) -> None:
    rows = begin(subject, filing_ahead(10), when=at("2020-04-01T09:00"), event_at=at("2020-04-26T08:00"))
    row = rows["file"]
    assert row.due_at == at("2020-04-16T23:59:59")
    assert row.next_warn_at is not None
    assert at("2020-04-01T09:00") < row.next_warn_at < row.due_at
    late = clocks.meet(subject=subject, step="file", at=at("2020-04-17T09:00"))
    assert late is not None
    assert queries.light_of(late, at("2020-04-18T09:00")).zh == "超期"


def test_cancelled_clocks_are_not_shown_and_do_not_warn(subject: Area) -> None:
    begin(subject, C13710)
    assert clocks.cancel(subject=subject, steps=["feedback"]) == 1
    assert clocks.cancel(subject=subject) == 2
    assert queries.for_subject("area", subject.pk) == []
    assert not Deadline.objects.filter(next_warn_at__isnull=False).exists()


def test_handing_over_moves_what_is_open_and_keeps_what_is_done(subject: Area) -> None:
    begin(subject, C13710)
    clocks.meet(subject=subject, step="deploy", at=FRIDAY)
    assert clocks.assign(subject=subject, body_id=17, post_id=18) == 2
    assert Deadline.objects.get(step="deploy").post_id == 8


def test_the_desk_reads_late_today_and_soon_of_its_own_post_and_of_its_places(subject: Area) -> None:
    begin(subject, in_working_days(C13710))
    other = Area.objects.create(kind="community")
    clocks.start(
        subject=other,
        template=C13710,
        started_at=FRIDAY,
        area_id=other.pk,
        keys={**KEYS, "street": 55},
        post_id=99,
    )
    scope = Scope(view=(AreaRef("street", 5),), bodies=frozenset({70}), post_id=8)
    now = at("2026-11-24T09:00")
    assert [row.step for row in queries.late(scope, now)] == ["deploy"]
    assert [row.step for row in queries.due_soon(scope, now, days=0)] == []
    assert [row.step for row in queries.due_soon(scope, now, days=3)] == ["feedback"]
    found = queries.counts(scope, now)
    assert (found.late, found.today, found.soon, found.open) == (1, 0, 1, 3)
    assert queries.counts(scope, at("2026-11-25T09:00")).today == 1
    assert queries.in_area(scope).count() == 3
    assert queries.late(scope, now, own=False, kind="area").count() == 1
    assert queries.late(Scope(), now).count() == 0
    assert queries.in_area(Scope()).count() == 0
    assert queries.next_due("area", [subject.pk, other.pk])[other.pk].step == "deploy"


def test_lists_of_the_desk_use_their_partial_index(subject: Area, django_assert_num_queries: Any) -> None:
    begin(subject, C13710)
    scope = Scope(view=(AreaRef("street", 5),), post_id=8)
    plan = queries.late(scope, FRIDAY).explain()
    area_plan = queries.late(scope, FRIDAY, own=False).explain()
    from django.db import connection

    if connection.vendor == "sqlite":
        assert "clk_due_post" in plan
        assert "clk_due_street" in area_plan
    with django_assert_num_queries(1):
        queries.counts(scope, FRIDAY)


def test_starting_costs_few_queries(subject: Area, django_assert_max_num_queries: Any) -> None:
    begin(subject, TEMPLATES["hotline_ordinary"])
    with django_assert_max_num_queries(3):
        begin(subject, TEMPLATES["hotline_ordinary"], part="task:9")
