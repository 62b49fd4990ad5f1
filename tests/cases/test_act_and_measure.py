"""Forms reach the verbs through one table; measures count what the row says, now and as of a day; panels; papers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linli.cases import access, acting, measures, panels
from linli.cases import services as cases
from linli.cases.errors import NoSuchCase
from linli.cases.formparts import ActForm
from linli.cases.models import Case, Contact
from linli.cases.retention import due, erase
from linli.domain import caseflow
from linli.domain.access import SYSTEM, Actor, AreaRef
from linli.records import erasure
from linli.records.errors import Conflict
from linli.records.models import Event, EventBody

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PUBLIC = Actor(user_id=None, post_id=None, channel="public")


def test_every_button_has_a_form_an_act_and_words() -> None:
    from linli.cases import words

    shown = {row.name for row in caseflow.TABLE if row.shown}
    assert shown <= set(acting.ACTS)
    assert set(words.BUTTONS) >= {row.name for row in caseflow.TABLE}
    assert all(issubclass(act.form, ActForm) for act in acting.ACTS.values())


def _act(case: Case, name: str, data: dict[str, Any], actor: Actor, at: datetime = AT) -> Case:
    case.refresh_from_db()
    form = acting.ACTS[name].form(data, case=case)
    assert form.is_valid(), form.errors
    acting.perform(name, case, form, version=str(case.version), actor=actor, at=at)
    case.refresh_from_db()
    return case


def test_the_whole_loop_through_forms(world: Any) -> None:
    case = world.register()
    company, desk, unit = str(world.bodies["company"]), world.desk, world.unit
    _act(case, "dispatch", {"body_id": company, "reason": "物业负责"}, desk)
    _act(
        case,
        "return",
        {"reason": "not_our_duty", "basis": "合同", "suggested_id": str(world.bodies["water"])},
        unit,
    )
    _act(case, "refuse_return", {"reason": "合同内"}, desk)
    _act(case, "accept", {}, unit)
    _act(case, "record_contact", {"reached": "yes"}, unit)
    _act(case, "ask_help", {"body_id": str(world.bodies["water"]), "text": "关阀"}, unit)
    _act(case, "answer_help", {"text": "已关"}, world.actor("water"))
    _act(case, "request_extension", {"reason": "等料"}, unit)
    _act(case, "approve_extension", {}, desk)
    _act(case, "request_suspension", {"reason": "funds", "revisit_on": "2026-12-20"}, unit)
    _act(case, "approve_suspension", {}, desk)
    _act(case, "extend_suspension", {"reason": "还没到", "revisit_on": "2027-01-10"}, desk)
    _act(case, "resume", {}, desk)
    _act(case, "submit_answer", {"result": "solved", "text": "修好了"}, unit)
    _act(case, "send_back", {"text": "写清楚"}, desk)
    _act(case, "submit_answer", {"result": "solved", "text": "换了管子"}, unit)
    _act(case, "pass_review", {}, desk)
    _act(case, "not_reached", {}, desk)
    _act(
        case,
        "call_back",
        {"contacted": "yes", "solved": "yes", "satisfied": "satisfied"},
        desk,
        AT + timedelta(days=1),
    )
    assert (case.state, case.is_solved) == ("closed", True)
    _act(case, "exclude", {"reason": "unreasonable", "basis": "x"}, unit)
    _act(case, "decide_exclusion", {"approve": "no", "reason": "不成立"}, world.actor("centre"))
    _act(case, "redo", {"reason": "又堵了"}, desk, AT + timedelta(days=2))
    assert (case.state, case.round) == ("redo", 2)


def test_a_form_filled_from_an_older_page_gets_both_texts(world: Any) -> None:
    case = world.dispatched()
    form = acting.ACTS["accept"].form({}, case=case)
    assert form.is_valid()
    with pytest.raises(Conflict):
        acting.perform("accept", case, form, version=str(case.version - 1), actor=world.unit, at=AT)


def test_two_people_accept_at_once_and_one_gets_a_sentence(world: Any) -> None:
    case = world.dispatched()
    cases.accept(case_id=case.pk, actor=world.unit, at=AT)
    with pytest.raises(cases_errors()) as error:
        cases.return_order(
            case_id=case.pk, reason="not_our_duty", basis="x", suggested_text="别家", actor=world.unit, at=AT
        )
    assert "办理中" in str(error.value)


def cases_errors() -> type[Exception]:
    from linli.cases.errors import NotNow

    return NotNow


def test_measures_count_with_words_and_without_the_fast_lane(world: Any) -> None:
    refs = (AreaRef("street", world.places["street"]),)
    solved = world.passed()
    cases.confirm(case_id=solved.pk, solved="yes", satisfied="basic", actor=PUBLIC, at=AT + timedelta(days=2))
    quick = world.register(text="问个路")
    cases.settle_on_spot(case_id=quick.pk, text="已告知", actor=world.desk, at=AT)
    silent = world.passed(text="另一件漏水的事")
    cases.close_not_reached(case_id=silent.pk, actor=world.desk, at=AT + timedelta(days=9))
    numbers = {name: measures.count(name, refs=refs) for name in measures.MEASURES}
    assert numbers["collected"] == 3
    assert (numbers["closed"], numbers["fast_lane"], numbers["solved"]) == (2, 1, 1)
    assert (numbers["base"], numbers["on_time"], numbers["not_reached"]) == (1, 1, 1)
    assert numbers["basically_satisfied"] == 1
    other = (AreaRef("street", world.places["other_street"]),)
    assert measures.count("collected", refs=other) == 0


def test_a_figure_of_the_past_stays_when_the_case_is_opened_again(world: Any) -> None:
    refs = (AreaRef("street", world.places["street"]),)
    case = world.passed()
    cases.confirm(case_id=case.pk, solved="yes", actor=PUBLIC, at=AT + timedelta(days=2))
    assert measures.count("open", refs=refs, as_of=AT + timedelta(days=1)) >= 0
    cases.reopen(case_id=case.pk, reason="又坏了", actor=world.desk, at=AT + timedelta(days=5))
    assert measures.count("solved", refs=refs) == 0
    one = measures.rows_of("solved", refs=refs, as_of=AT + timedelta(days=3))
    assert [row.pk for row in one] == [case.pk]


def test_a_page_of_a_place_shows_its_open_cases(world: Any) -> None:
    world.dispatched()
    desk = world.scope("street", ("street", "street"))
    shown = panels.of_place(desk, world.places["estate"], AT + timedelta(days=30))
    assert shown is not None
    assert (shown["open_text"], shown["late_text"]) == ("1", "1")
    assert panels.of_body(desk, world.bodies["company"], AT)["open_text"] == "1"  # type: ignore[index]


def test_a_complaint_stands_on_a_companys_record_only_after_recheck(world: Any) -> None:
    case = world.passed(about_body_id=world.bodies["company"])
    assert panels.on_record(world.bodies["company"]).count() == 0
    cases.confirm(case_id=case.pk, solved="yes", actor=PUBLIC, at=AT + timedelta(days=2))
    assert panels.on_record(world.bodies["company"]).count() == 1


def test_a_telephone_is_shown_with_a_reason_and_a_trace_and_goes_after_half_a_year(world: Any) -> None:
    case = world.passed()
    contact = cases.unmask(case_id=case.pk, reason="约上门时间", actor=world.desk, at=AT)
    assert contact.phone == "13800138000"
    assert Event.objects.filter(kind="case", subject_id=case.pk, name="case.unmasked").count() == 1
    cases.confirm(case_id=case.pk, solved="yes", actor=PUBLIC, at=AT + timedelta(days=2))
    assert list(due(AT + timedelta(days=180))) == []
    assert list(due(AT + timedelta(days=200))) == [case.pk]
    erase(case.pk, AT + timedelta(days=200))
    erase(case.pk, AT + timedelta(days=200))
    held = Contact.objects.get(case=case)
    assert (held.phone, held.name, held.phone_index) == ("", "", "")
    with pytest.raises(NoSuchCase):
        cases.unmask(case_id=case.pk, reason="再看", actor=world.desk, at=AT + timedelta(days=201))


def test_a_paper_of_a_case_is_on_its_line_of_events(world: Any) -> None:
    case = world.dispatched()
    paper = cases.make_paper(case_id=case.pk, kind="transfer", actor=world.desk, at=AT)
    assert paper.subject_id == case.pk
    assert Event.objects.filter(kind="case", subject_id=case.pk, name="case.paper_made").exists()


def test_access_follows_verbs(world: Any) -> None:
    case = world.dispatched()
    desk = world.scope("street", ("street", "street"))
    assert access.get_case_for(desk, case.code.lower(), "urge").pk == case.pk


def test_the_text_of_a_wish_goes_after_half_a_year_and_its_count_stays(world: Any, adopt: Any) -> None:
    from linli.cases.retention import due_text, erase_text

    adopt("resident_needs")
    wish = world.passed(kind="micro_wish", category="", text="想要一台收音机")
    cases.confirm(case_id=wish.pk, solved="yes", actor=PUBLIC, at=AT + timedelta(days=2))
    assert list(due_text(AT + timedelta(days=100))) == []
    assert list(due_text(AT + timedelta(days=200))) == [wish.pk]
    erase_text(wish.pk, AT + timedelta(days=200))
    erasure.erase(
        kind="case",
        subject_id=wish.pk,
        actor=SYSTEM,
        at=AT + timedelta(days=200),
        basis="retention",
        what="text",
    )
    wish.refresh_from_db()
    assert not EventBody.objects.filter(
        event__kind="case", event__subject_id=wish.pk, erased_at=None
    ).exists()
    assert (wish.text, wish.title, wish.is_solved) == ("", "—", True)
    assert list(due_text(AT + timedelta(days=200))) == []
