"""Where a voice belongs: orders of 12345, proposed routes, matters taken back, what a pasted chat says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from linli.cases import queries
from linli.cases import services as cases
from linli.cases.errors import NotNow
from linli.clocks.models import Deadline

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def _order(world: Any, **values: Any) -> cases.Voice:
    external = cases.External("hotline12345", "GD20261120001", AT + timedelta(days=5), **values)
    return world.voice(
        kind="hotline_order", external=external, channel="hotline12345", reporter=cases.Reporter()
    )


def test_an_order_of_12345_is_one_case_by_number_under_its_own_time(world: Any) -> None:
    taken = cases.take_external(voice=_order(world), actor=world.desk, at=AT)
    again = cases.take_external(voice=_order(world), actor=world.desk, at=AT)
    assert (taken.new, again.new, again.changed, again.case.pk) == (True, False, False, taken.case.pk)
    case = cases.dispatch_case(
        case_id=taken.case.pk, body_id=world.bodies["company"], reason="12345转办", actor=world.desk, at=AT
    )
    due = Deadline.objects.get(kind="case", subject_id=case.pk, step="settle")
    assert due.due_at == AT + timedelta(days=5)
    with pytest.raises(NotNow):
        cases.request_extension(
            case_id=cases.accept(case_id=case.pk, actor=world.unit, at=AT).pk,
            reason="x",
            actor=world.unit,
            at=AT,
        )


def test_an_order_of_12345_is_never_called_back_by_us_and_follows_its_call_back(world: Any) -> None:
    case = cases.take_external(voice=_order(world), actor=world.desk, at=AT).case
    cases.dispatch_case(
        case_id=case.pk, body_id=world.bodies["company"], reason="转办", actor=world.desk, at=AT
    )
    cases.accept(case_id=case.pk, actor=world.unit, at=AT)
    cases.submit_answer(
        case_id=case.pk, result="solved", text="已修好", actor=world.unit, at=AT + timedelta(days=1)
    )
    case = cases.review(case_id=case.pk, approve=True, actor=world.desk, at=AT + timedelta(days=1))
    assert case.state == "closed"
    assert case.word == "platform"
    assert "答复群众情况" in queries.copy_answer(case)
    taken = cases.take_external(
        voice=_order(world, call_back="not_solved"), actor=world.desk, at=AT + timedelta(days=3)
    )
    assert (taken.case.state, taken.case.round) == ("redo", 2)


def test_a_route_names_the_body_and_the_reason(world: Any) -> None:
    route = queries.propose_route(
        area_id=world.places["building"], category="property_pipe_drain", kind=None, at=AT
    )
    assert route.body is not None
    assert route.body.pk == world.bodies["company"]
    assert "下水道堵塞" in route.reason


def test_a_matter_taken_back_is_stopped_with_its_sentence_and_never_sent_to_the_street(world: Any) -> None:
    from linli.definitions import get_library

    found = [
        matter for matter in get_library().mechanisms["base_matters"].matters
        if matter.rule.at(date(2026, 11, 20)).kind == "matter_withdrawn"  # type: ignore[union-attr]
    ]  # fmt: skip
    category = found[0].categories[0]
    route = queries.propose_route(area_id=world.places["building"], category=category, kind=None, at=AT)
    assert "上级收回" in route.stopped
    case = world.register(category=category)
    with pytest.raises(NotNow, match="上级收回"):
        cases.dispatch_case(
            case_id=case.pk,
            body_id=world.bodies["street"],
            reason="请办理",
            actor=world.actor("centre"),
            at=AT,
        )


def test_a_duty_in_support_cites_its_number_and_lead(world: Any) -> None:
    from linli.definitions import get_library

    found = next(
        matter for matter in get_library().mechanisms["base_matters"].matters
        if matter.rule.at(date(2026, 11, 20)).kind == "matter_cooperate"  # type: ignore[union-attr]
    )  # fmt: skip
    route = queries.propose_route(
        area_id=world.places["building"], category=found.categories[0], kind=None, at=AT
    )
    assert f"第{found.number}项" in route.reason
    assert "牵头" in route.reason


def test_without_a_responsible_body_the_fallback_takes_it(world: Any) -> None:
    route = queries.propose_route(
        area_id=world.places["other_community"], category="property_pipe_drain", kind=None, at=AT
    )
    assert route.body is not None
    assert route.body.pk == world.bodies["other_street"]
    assert route.is_fallback


def test_a_pasted_chat_is_proposed_place_kind_and_category_with_its_words(world: Any) -> None:
    scope = world.scope("community", ("community", "community"))
    found = queries.propose_from_text(
        text="邻家小妹 10:32\n幸福里12号楼下水管堵了，返水，电话13912345678", scope=scope, at=AT
    )
    assert found.area_id == world.places["building"]
    assert found.category == "property_pipe_drain"
    assert "13912345678" not in found.text
    assert any("下水管" in reason for reason in found.reasons)
