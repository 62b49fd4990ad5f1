"""Filing upwards ahead of time: the paper is drafted, the higher body's 回执 is the filing, late ones are refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linli.cases import queries
from linli.cases import services as cases
from linli.cases.errors import NotNow
from linli.cases.models import Case
from linli.clocks.models import Deadline
from linli.domain.access import Actor
from linli.papers import services as papers
from linli.papers.models import Paper
from linli.records.models import Event

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


def filed_case(world: Any) -> Case:
    """A batch of 5 December, sent to the company, which has to file it by 25 November."""
    case: Case = world.register(
        kind="filing", channel="staff_form", category="", text="第三批返校", reporter=cases.Reporter(),
        fields={"begins_on": "2026-12-05", "scope": "初一", "filed_with": "市教育局"},
    )  # fmt: skip
    cases.dispatch_case(
        case_id=case.pk, body_id=world.bodies["company"], reason="报备", actor=world.desk, at=AT
    )
    return cases.accept(case_id=case.pk, actor=world.unit, at=AT)


def test_a_filing_after_its_last_day_is_refused(world: Any, adopt: Any) -> None:
    adopt("filing_ahead")
    case = filed_case(world)

    def by(actor: Actor, at: datetime, result: str = "solved") -> Case:
        return cases.submit_answer(case_id=case.pk, result=result, text="已报备", actor=actor, at=at)

    late = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
    with pytest.raises(NotNow, match="回执"):
        by(world.unit, late - timedelta(days=1))
    paper = Paper.objects.get(subject_kind="case", subject_id=case.pk)
    assert (paper.kind, paper.state, paper.addressee_text) == ("filing_form", "draft", "市教育局")
    papers.issue(paper_id=paper.pk, actor=world.unit, at=AT)
    papers.take_reply(paper_id=paper.pk, text="", actor=world.unit, at=late)
    with pytest.raises(NotNow, match="2026-11-25"):
        by(world.unit, late)
    assert by(world.unit, late, "explained").state == "to_review"
    assert Deadline.objects.get(kind="case", subject_id=case.pk, step="file").met_at == late


def test_the_page_of_a_case_says_a_day_in_words(world: Any, adopt: Any) -> None:
    adopt("filing_ahead")
    case = filed_case(world)
    page = queries.case_page(case, world.scope("company", ("city", "city")), AT)
    assert page.fields == [("开始日期", "12月5日 星期六"), ("范围（年级）", "初一"), ("报备给谁", "市教育局")]


def test_the_first_receipt_is_the_filing_and_answers_sent_back_keep_its_day(world: Any, adopt: Any) -> None:
    adopt("filing_ahead")
    case = filed_case(world)
    paper = Paper.objects.get(subject_kind="case", subject_id=case.pk)
    papers.issue(paper_id=paper.pk, actor=world.unit, at=AT)
    came, late = AT + timedelta(days=1), AT + timedelta(days=20)
    for at in (came, late):
        papers.take_reply(paper_id=paper.pk, text="", actor=world.unit, at=at)
    assert Event.objects.filter(kind="case", subject_id=case.pk, name="case.filed").count() == 1
    for again in (False, True):
        cases.submit_answer(case_id=case.pk, result="solved", text="已报备", actor=world.unit, at=late)
        met = Deadline.objects.get(kind="case", subject_id=case.pk, step="file")
        assert met.met_at is not None
        assert met.met_at < met.due_at
        if not again:
            cases.review(case_id=case.pk, approve=False, text="补材料", actor=world.desk, at=late)
