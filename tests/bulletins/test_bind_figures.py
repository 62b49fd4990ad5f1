"""A bulletin's figures are counted, printed as offices say them, shown when they changed, and frozen with their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from linli.bulletins import assembling, courses, services
from linli.bulletins.errors import EditionFrozen, FallingTotal, FiguresChanged, NoTemplate, UnknownFigure
from linli.bulletins.models import Bulletin, Edition
from linli.domain import binding
from linli.domain.access import Actor
from linli.papers.errors import OrderBlocked
from linli.papers.models import Paper
from linli.records.errors import Conflict, LinliError
from tests import office
from tests.bulletins.conftest import LATER, goes_out

Act = Callable[[str], Actor]


def test_a_draft_counts_and_prints_its_figures(draft: Bulletin) -> None:
    assert draft.figures["closed"]["exact"] == "3"
    assert draft.figures["people"]["printed"] == "30人"
    assert draft.figures["satisfied"]["printed"] == "100%"
    assert (draft.figures["satisfied"]["part"], draft.figures["satisfied"]["whole"]) == ("3", "3")
    assert draft.title == "关于东湖街道“关键小事”办理情况的通报"


def test_the_table_of_places_keeps_the_official_order_and_adds_up(draft: Bulletin) -> None:
    held = draft.tables["by_place"]
    names = [cells[0] for _key, cells in held["rows"]]
    assert names[-1] == "合计"
    counts = [int(cells[1].removesuffix("件")) for _key, cells in held["rows"]]
    assert sum(counts[:-1]) == counts[-1] == 3
    assert "不排名" in held["note"]


def test_publishing_freezes_words_figures_and_rows(draft: Bulletin, act: Act) -> None:
    edition = services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    rows = edition.rows.get(figure="closed")
    assert (rows.kind, rows.count, len(rows.ids)) == ("case", 3, 3)
    assert edition.known_at == LATER
    assert len(edition.digest) == 64
    assert edition.paper.state == Paper.State.DRAFTED
    assert edition.paper.body.number == "×〔2026〕　号"
    draft.refresh_from_db()
    assert draft.state == "published"


def test_a_figure_that_changed_since_drafting_is_shown_before_anybody_signs(
    draft: Bulletin, act: Act, settle: Callable[[int], list[int]]
) -> None:
    settle(1)
    with pytest.raises(FiguresChanged) as refused:
        services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    assert {"closed", "people", "solved"} <= {one.name for one in refused.value.changes}
    assert "办结由3变为4；" in str(refused.value)
    assert not Edition.objects.exists()
    services.refresh(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    edition = services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    assert edition.figures["closed"]["exact"] == "4"


def test_a_published_edition_asked_to_change_is_refused(draft: Bulletin, act: Act) -> None:
    edition = services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    with pytest.raises(EditionFrozen, match="更正通报"):
        services.rewrite(bulletin_id=draft.pk, title="别的", lines=["别的"], actor=act("leader"), at=LATER)
    with pytest.raises(EditionFrozen):
        services.refresh(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    with pytest.raises(EditionFrozen):
        services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    edition.title = "别的"
    with pytest.raises(EditionFrozen):
        edition.save()
    with pytest.raises(EditionFrozen):
        edition.rows.get(figure="closed").delete()


def test_a_correction_is_another_edition_and_the_old_one_stays(
    draft: Bulletin, act: Act, settle: Callable[[int], list[int]]
) -> None:
    leader = act("leader")
    first = services.publish(bulletin_id=draft.pk, actor=leader, at=LATER)
    goes_out(first, leader)
    settle(1)
    with pytest.raises(LinliError, match="原因"):
        services.correct(bulletin_id=draft.pk, reason=" ", actor=leader, at=LATER)
    services.correct(bulletin_id=draft.pk, reason="漏计1件", actor=leader, at=LATER)
    second = services.publish(bulletin_id=draft.pk, actor=leader, at=LATER + timedelta(hours=1))
    first.refresh_from_db()
    assert (first.number, second.number) == (1, 2)
    assert (first.figures["closed"]["exact"], second.figures["closed"]["exact"]) == ("3", "4")
    assert second.title.endswith("（更正）")
    assert second.paper.body.texts[1] == f"现对《{draft.title}》更正如下：漏计1件。更正后的全文如下。"
    assert first.rows.get(figure="closed").count == 3


def test_a_correction_that_is_given_up_leaves_the_published_edition(draft: Bulletin, act: Act) -> None:
    leader = act("leader")
    goes_out(services.publish(bulletin_id=draft.pk, actor=leader, at=LATER), leader)
    services.correct(bulletin_id=draft.pk, reason="再看看", actor=leader, at=LATER)
    row = services.withdraw(bulletin_id=draft.pk, reason="没有错", actor=leader, at=LATER)
    assert (row.state, row.editions_count) == ("published", 1)


def test_words_are_free_around_the_figures(draft: Bulletin, act: Act) -> None:
    lines = ["今年以来办结{办结}。", "{受益人数}受益，满意率{满意率}。"]
    row = services.rewrite(
        bulletin_id=draft.pk,
        title="新标题",
        lines=lines,
        actor=act("leader"),
        at=LATER,
        version=draft.version,
    )
    assert row.text == ["今年以来办结{closed}。", "{people}受益，满意率{satisfied}。"]
    with pytest.raises(Conflict):
        services.rewrite(
            bulletin_id=draft.pk, title="又一个", lines=lines, actor=act("leader"), at=LATER, version=1
        )


@pytest.mark.parametrize(
    ("line", "told"), [("办结{办解}件", "是不是{办结}"), ("{什么也不是}", "可用"), ("坏{括号", "成对")]
)
def test_an_unknown_figure_is_refused_in_a_clear_sentence(
    draft: Bulletin, act: Act, line: str, told: str
) -> None:
    with pytest.raises(UnknownFigure, match=told):
        services.rewrite(bulletin_id=draft.pk, title="题", lines=[line], actor=act("leader"), at=LATER)


def test_orders_to_lower_committees_are_blocked_and_the_way_out_works(
    at_work: office.Office, draft: Bulletin, act: Act
) -> None:
    officer = act("officer")
    row = services.draft(
        template_id="key_matters_bulletin", area_id=at_work.city.areas["district"], issuer=at_work.city.bodies["urban"],
        last_day=date(2026, 11, 12), addressee="各街道办事处", actor=officer, at=LATER,
    )  # fmt: skip
    lines = ["{period}办结{closed}。请各街道务必于11月28日前报送整改情况。"]
    services.rewrite(
        bulletin_id=row.pk,
        title="关于关键小事的通报",
        lines=lines,
        addressee="各街道办事处",
        actor=officer,
        at=LATER,
    )
    with pytest.raises(OrderBlocked, match="不写下步要求"):
        services.publish(bulletin_id=row.pk, actor=officer, at=LATER)
    services.drop_orders(bulletin_id=row.pk, actor=officer, at=LATER)
    assert services.publish(bulletin_id=row.pk, actor=officer, at=LATER).number == 1


def estates(at_work: office.Office, act: Act, finished: str, last_day: date) -> Bulletin:
    typed = {
        "to_finish": {"value": "434", "source": "市住建局"},
        "finished": {"value": finished, "source": "市住建局"},
        "to_start": {"value": "276", "source": "市住建局"},
    }
    return services.draft(
        template_id="estates_bulletin", area_id=at_work.city.areas["district"], issuer=at_work.city.bodies["urban"],
        last_day=last_day, typed=typed, actor=act("officer"), at=LATER,
    )  # fmt: skip


def test_a_cumulative_value_that_falls_needs_a_reason(at_work: office.Office, act: Act) -> None:
    estates(at_work, act, "129", date(2026, 4, 16))
    with pytest.raises(FallingTotal, match="129"):
        estates(at_work, act, "120", date(2026, 4, 23))
    row = estates(at_work, act, "130", date(2026, 4, 23))
    services.enter_value(
        bulletin_id=row.pk, name="finished", value="120", source="市住建局", explanation="口径调整", actor=act("officer"), at=LATER,
    )  # fmt: skip
    row.refresh_from_db()
    assert row.figures["left"]["printed"] == "314个"


@pytest.mark.parametrize(
    ("finished", "day", "said"),
    [
        ("129", "2020-04-16", "，还有305个；六月底前应开工276个。距六月底还有75天，平均每天需完成4.1个。"),
        ("434", "2020-06-20", "；六月底前应开工276个。距六月底还有10天，应完成的已全部完成。"),
        ("400", "2020-06-29", "，还有34个；六月底前应开工276个。距六月底还有1天，平均每天需完成34.0个。"),
        ("400", "2020-06-30", "，还有34个；六月底前应开工276个。六月底的期限就是今天，还差34个。"),
        ("440", "2020-06-30", "；六月底前应开工276个。六月底的期限就是今天，应完成的已全部完成。"),
        ("400", "2026-11-21", "，还有34个；六月底前应开工276个。六月底的期限已过，还差34个。"),
    ],
)
def test_after_the_deadline_the_result_is_told_and_no_pace(
    at_work: office.Office, act: Act, finished: str, day: str, said: str
) -> None:
    row = estates(at_work, act, finished, date.fromisoformat(day))
    printed = assembling.printed_lines(row.text, row.figures)
    assert printed == [f"六月底前应完成改造的434个，目前已完成{finished}个{said}"]
    services.publish(bulletin_id=row.pk, actor=act("officer"), at=LATER)


def test_a_countdown_ends_in_words() -> None:
    told = [
        courses.sentence("通车", None, date(2017, 10, day), date(2017, 10, 26), binding.Saying())
        for day in (3, 26, 27)
    ]
    assert told == ["距通车还有23天", "通车的期限就是今天", "通车的期限已过"]


def test_a_value_by_hand_is_a_number_with_a_source(at_work: office.Office, act: Act) -> None:
    row = estates(at_work, act, "129", date(2026, 4, 16))
    for given, told in (
        ({"value": "很多", "source": "某局"}, "要填数字"),
        ({"value": "5", "source": ""}, "来源"),
    ):
        with pytest.raises(LinliError, match=told):
            services.enter_value(bulletin_id=row.pk, name="finished", actor=act("officer"), at=LATER, **given)
    with pytest.raises(LinliError, match="不能手填"):
        services.enter_value(
            bulletin_id=row.pk, name="left", value="1", source="某局", actor=act("officer"), at=LATER
        )


def test_a_missing_value_is_no_dash_in_a_published_paper(at_work: office.Office, act: Act) -> None:
    row = services.draft(
        template_id="estates_bulletin", area_id=at_work.city.areas["district"], issuer=at_work.city.bodies["urban"],
        last_day=date(2026, 4, 16), actor=act("officer"), at=LATER,
    )  # fmt: skip
    assert row.figures["left"]["printed"] == "—"
    with pytest.raises(LinliError, match="还没有填"):
        services.publish(bulletin_id=row.pk, actor=act("officer"), at=LATER)


def test_a_template_not_in_use_and_a_period_turned_around_are_refused(
    at_work: office.Office, act: Act
) -> None:
    given = {
        "area_id": at_work.city.areas["east"],
        "issuer": at_work.city.bodies["east_office"],
        "actor": act("leader"),
        "at": LATER,
    }
    with pytest.raises(NoTemplate):
        services.draft(template_id="works_morning_sheet", last_day=date(2026, 11, 1), **given)
    with pytest.raises(LinliError, match="早于"):
        services.draft(
            template_id="estates_bulletin", first_day=date(2026, 11, 2), last_day=date(2026, 11, 1), **given
        )
