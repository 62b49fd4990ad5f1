"""Working papers get our numbers at signing, what is a 公文 goes through the office automation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from linli.domain import papers as rules
from linli.domain.access import Actor
from linli.papers import services
from linli.papers.document import Document, Paragraph, ReplySlip
from linli.papers.errors import Frozen, OrderBlocked
from linli.papers.kinds import KINDS, OF_CASES
from linli.papers.models import Paper, Series
from linli.papers.services.building import build_working
from linli.records.errors import Conflict, LinliError, NotAllowed
from linli.records.models import Event
from tests import cast

AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
Act = Callable[[str], Actor]
FIELDS = {
    "case": "A1B2",
    "text": "12号楼下水管堵了",
    "due": "11月28日 星期六 18:00",
    "place": "湖光花园12号楼",
}


def assignment(city: cast.City, actor: Actor, at: datetime = AT, **more: object) -> Paper:
    values: dict[str, object] = {
        "kind": "assignment",
        "subject": city.posts["secretary"],
        "addressee": city.bodies["lake_committee"],
        "fields": FIELDS,
        "actor": actor,
        "at": at,
        **more,
    }
    return services.create_working_paper(**values)  # type: ignore[arg-type]


def test_a_street_assigns_a_matter_to_its_community_with_a_number(city: cast.City, act: Act) -> None:
    paper = assignment(city, act("clerk"))
    assert (paper.state, paper.number) == ("issued", "东湖街道办事处交〔2026〕1号")
    assert (paper.subject_kind, paper.subject_id) == ("post", city.posts["secretary"].pk)
    assert paper.street == city.areas["east"]
    document = paper.body
    assert (document.number, document.issued_on) == (paper.number, date(2026, 11, 21))
    assert document.addressee == "湖光社区居委会"


def test_numbers_have_no_gap_and_begin_anew_each_year_for_each_body(city: cast.City, act: Act) -> None:
    numbers = [assignment(city, act("clerk")).number_value for _ in range(3)]
    west = assignment(city, act("west_clerk"), addressee=city.bodies["willow_committee"])
    next_year = assignment(city, act("clerk"), at=AT + timedelta(days=60))
    assert (numbers, west.number_value) == ([1, 2, 3], 1)
    assert next_year.number == "东湖街道办事处交〔2027〕1号"


def test_a_verb_that_fails_later_gives_the_number_back(city: cast.City, act: Act) -> None:
    def fail_later() -> None:
        with transaction.atomic():
            assignment(city, act("clerk"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_later()
    assert assignment(city, act("clerk")).number_value == 1


def test_two_bodies_of_one_name_have_two_codes(city: cast.City, act: Act) -> None:
    Series.objects.create(
        organization=city.bodies["hall"], kind="assignment", code="东湖街道办事处交", style="own"
    )
    paper = assignment(city, act("clerk"))
    assert paper.number.endswith("交〔2026〕1号")
    assert not paper.number.startswith("东湖街道办事处交〔")


def test_a_draft_may_be_kept_changed_and_signed_later(city: cast.City, act: Act) -> None:
    draft = assignment(city, act("clerk"), issue_now=False)
    assert (draft.state, draft.number) == ("draft", "")
    document = replace(draft.body, blocks=(*draft.body.blocks, Paragraph("请联系社区。")))
    services.change_paper(paper_id=draft.pk, document=document, actor=act("clerk"), at=AT)
    paper = services.issue(paper_id=draft.pk, actor=act("clerk"), at=AT)
    assert "请联系社区。" in paper.body.texts


def test_two_people_on_one_draft_lose_nothing(city: cast.City, act: Act) -> None:
    draft = assignment(city, act("clerk"), issue_now=False)
    services.change_paper(
        paper_id=draft.pk, document=draft.body, actor=act("clerk"), at=AT, version=draft.version
    )
    with pytest.raises(Conflict):
        services.change_paper(
            paper_id=draft.pk, document=draft.body, actor=act("leader"), at=AT, version=draft.version
        )


def test_an_issued_paper_is_frozen(city: cast.City, act: Act) -> None:
    paper = assignment(city, act("clerk"))
    with pytest.raises(Frozen):
        services.change_paper(paper_id=paper.pk, document=paper.body, actor=act("clerk"), at=AT)
    with pytest.raises(Frozen):
        services.issue(paper_id=paper.pk, actor=act("clerk"), at=AT)
    with pytest.raises(Frozen):
        services.withdraw_paper(paper_id=paper.pk, reason="写错", actor=act("clerk"), at=AT)


def test_a_department_may_not_order_a_street_office(city: cast.City, act: Act) -> None:
    with pytest.raises(OrderBlocked) as caught:
        assignment(
            city, act("handler"), addressee=city.bodies["east_office"], text="请于11月28日前报送情况。"
        )
    assert "东湖街道办事处" in str(caught.value)
    assert len(caught.value.ways) == 3
    assert not Paper.objects.exists()


def test_the_words_of_our_own_kinds_never_order_anybody(city: cast.City, act: Act) -> None:
    for kind in OF_CASES:
        paper = assignment(city, act("handler"), kind=kind, addressee=city.bodies["east_office"])
        assert rules.find_orders("\n".join(paper.body.texts)) == ()


def test_a_community_hints_at_a_company_and_may_not_order_it(city: cast.City, act: Act) -> None:
    company = city.bodies["company"]
    with pytest.raises(OrderBlocked, match="问题转办单"):
        assignment(city, act("secretary"), addressee=company, text="责令三日内改正。")
    paper = assignment(city, act("secretary"), kind="problem_transfer", addressee=company)
    assert paper.number == ""
    slip = next(block for block in paper.body.blocks if isinstance(block, ReplySlip))
    assert ("收到单位（盖章）", "") in slip.pairs


def test_nobody_s_name_or_phone_is_asked_for_in_any_form() -> None:
    labels = {label for kind in KINDS.values() if not kind.to_resident for _key, label in kind.fields}
    assert not labels & {"反映人", "电话", "联系电话", "住址"}


def test_a_post_without_a_body_cannot_write(city: cast.City) -> None:
    with pytest.raises(LinliError, match="不属于任何单位"):
        assignment(city, Actor(user_id=1, post_id=None, channel="page"))


def notice(city: cast.City, actor: Actor, **more: object) -> Paper:
    document = Document(
        form="official", title="关于供暖的通知", blocks=(Paragraph("现将情况告知。"),), issuer="某办"
    )
    return services.create_paper(
        kind="notice", document=document, issuer=city.bodies["east_office"], actor=actor, at=AT, **more
    )  # type: ignore[arg-type]


def test_an_official_paper_is_drafted_sent_and_comes_back_numbered(city: cast.City, act: Act) -> None:
    actor = act("leader")
    paper = notice(city, actor)
    with pytest.raises(NotAllowed, match="OA"):
        services.issue(paper_id=paper.pk, actor=actor, at=AT)
    paper = services.mark_drafted(paper_id=paper.pk, actor=actor, at=AT)
    assert (paper.state, paper.body.number, paper.body.draft) == ("drafted", "×〔2026〕　号", True)
    services.mark_sent_to_oa(paper_id=paper.pk, actor=actor, at=AT)
    paper = services.mark_issued_by_oa(
        paper_id=paper.pk, number="东街办[2026]第08号", issued_on=date(2026, 11, 20), actor=actor, at=AT
    )
    assert (paper.state, paper.number, paper.body.draft) == ("issued_by_oa", "东街办〔2026〕8号", False)
    with pytest.raises(Frozen):
        services.change_paper(paper_id=paper.pk, document=paper.body, actor=actor, at=AT)


@pytest.mark.parametrize(
    ("number", "day"),
    [("八号文", date(2026, 11, 20)), ("东街办〔2026〕8号", date(2026, 11, 22)), ("", date(2026, 1, 1))],
)
def test_numbers_and_dates_that_cannot_be_are_told(city: cast.City, act: Act, number: str, day: date) -> None:
    actor = act("leader")
    paper = notice(city, actor)
    services.mark_drafted(paper_id=paper.pk, actor=actor, at=AT)
    services.mark_sent_to_oa(paper_id=paper.pk, actor=actor, at=AT)
    with pytest.raises(LinliError):
        services.mark_issued_by_oa(paper_id=paper.pk, number=number, issued_on=day, actor=actor, at=AT)


def test_one_number_is_on_one_paper(city: cast.City, act: Act) -> None:
    actor = act("leader")
    for expected in (None, LinliError):
        paper = notice(city, actor)
        services.mark_drafted(paper_id=paper.pk, actor=actor, at=AT)
        services.mark_sent_to_oa(paper_id=paper.pk, actor=actor, at=AT)
        values = {"paper_id": paper.pk, "number": "东街办〔2026〕9号", "issued_on": date(2026, 11, 1)}
        if expected is None:
            services.mark_issued_by_oa(**values, actor=actor, at=AT)  # type: ignore[arg-type]
        else:
            with pytest.raises(expected):
                services.mark_issued_by_oa(**values, actor=actor, at=AT)  # type: ignore[arg-type]


def test_steps_out_of_order_and_on_the_wrong_kind_are_refused(city: cast.City, act: Act) -> None:
    actor = act("leader")
    with pytest.raises(NotAllowed):
        services.mark_sent_to_oa(paper_id=notice(city, actor).pk, actor=actor, at=AT)
    draft = assignment(city, act("clerk"), issue_now=False)
    with pytest.raises(NotAllowed, match="本系统编号"):
        services.mark_drafted(paper_id=draft.pk, actor=actor, at=AT)


def test_a_supervision_letter_is_an_order_by_itself(city: cast.City, act: Act) -> None:
    document = Document(form="letter", title="督导函", blocks=(Paragraph("进展情况如下。"),), issuer="某局")
    with pytest.raises(OrderBlocked):
        services.create_paper(
            kind="supervision_letter",
            document=document,
            issuer=city.bodies["urban"],
            addressee=city.bodies["east_office"],
            actor=act("officer"),
            at=AT,
        )


def test_a_reply_slip_is_taken_once_the_paper_is_out(city: cast.City, act: Act) -> None:
    draft = assignment(city, act("clerk"), issue_now=False)
    with pytest.raises(NotAllowed):
        services.take_reply(paper_id=draft.pk, text="收到", actor=act("clerk"), at=AT)
    services.describe(
        paper_id=draft.pk, openness="", distribution="", internal=False, asks_reply=True, actor=act("clerk"), at=AT
    )  # fmt: skip
    services.issue(paper_id=draft.pk, actor=act("clerk"), at=AT)
    reply = services.take_reply(
        paper_id=draft.pk, text="已办", actor=act("clerk"), at=AT, organization=city.bodies["lake_committee"]
    )
    assert reply.organization_id == city.bodies["lake_committee"].pk


def test_every_step_leaves_its_event(city: cast.City, act: Act) -> None:
    paper = assignment(city, act("clerk"))
    names = (
        Event.objects.filter(kind="paper", subject_id=paper.pk).order_by("seq").values_list("name", flat=True)
    )
    assert list(names) == ["paper.drafted", "paper.issued"]


def test_the_slip_for_a_resident_carries_a_person_to_call() -> None:
    document = build_working(
        kind="slip",
        fields={"code": "K7Q2", "contact": "林秀芝", "phone": "0393-000", "text": "下水管堵了"},
        issuer="湖光社区",
    )
    assert "联系人：林秀芝" in document.texts
    assert document.sealed is False
