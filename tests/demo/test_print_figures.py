"""「报道复现」: every figure of the papers stands as published, with source and date, and leads to its records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from linli.accounts import demonstration
from linli.areas.models import AreaSpan
from linli.demo import figures, loading, of_reports, printed
from linli.domain.calendar import SHANGHAI
from linli.mechanisms.services import syncing
from linli.organizations.models import Post
from linli.records import keys
from linli.reports import queries
from linli.reports.models import ReportedValue, ReportTask

#: The database is set up for tests that say so; each is a savepoint within the loaded city.
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.django_db]

AT = datetime(2026, 11, 21, 14, 30, tzinfo=SHANGHAI)

#: Entry → its figures as the papers printed them, in their order (mechanisms.md, sections 1 to 5 and 8).
PRINTED = {
    "S0-02": "308个 77个 5个",
    "S0-03": "1.2万余名 260余名",
    "S0-04": "5日",
    "S0-05": "347件 1,396件 2,491件",
    "S0-07": "10名 3类",
    "S0-08": "200名",
    "S0-10": "375家 400多个",
    "S0-12": "68个 230座",
    "S0-13": "100% 91% 82% 65% 63% 50%",
    "S0-13b": "30% 29% 20% 14% 6% 5% 5%",
    "S0-16": "22,200多吨 300米 25,900吨 1万多吨 23天",
    "S0-19": "22个 20个 50个 92个 61个 60,925套 82.9亿元 4位",
    "S0-20": "11,941套 14,213套 43,384套 43,384套 10,000套 30,655套 1位 14,937套 20,010套",
    "S0-21": "3,213套 3个 21,151套 22,233套",
    "S0-24": "3个 4次",
    "S0-25": "31笔 140.94亿元 25.2亿元 127.8亿元 293.94亿元 19.4亿元 28亿元",
    "S0-27": "5项",
    "S0-28": "3天 97%以上 2天 1天 3天 97% 3天 10个",
    "S1-01": "28家 4个",
    "S1-06": "4个 70余次",
    "S1-08": "28家",
    "S1-12": "10万余份 2万余份",
    "S1-13": "9个 139个 287处 600余块 900余处 500余处",
    "S1-14": "5个 10余场",
    "S1-15": "100余次 200余场",
    "S1-18": "50个 30项 70%以上 600余项",
    "S1-19": "1家 2个 3个 40余次 27个 11个",
    "S1-20": "4个 9个 106个/185个 20条/15条 19个/19个 18个",
    "S1-24": "35件 12件 8人",
    "S1-26": "3个",
    "S1-27": "620名 620名",
    "S1-28": "10名 5名",
    "S1-29": "66名 28名 3名",
    "S1-30": "9个 8个月 4个月",
    "S2-01": "33家 5项",
    "S2-03": "2000多名",
    "S2-04": "1万余平方米 5,000平方米",
    "S2-05": "125户",
    "S2-07": "70多万元 6个",
    "S2-08": "30分钟",
    "S2-09": "29家",
    "S2-12": "434个 129个 276个",
    "S2-14": "3个 20万吨 160万吨 220万吨 7.65米",
    "S2-17": "4个",
    "S3-07": "26个 22个",
    "S3-08": "26个",
    "S3-11": "4个",
    "S3-12": "560余件 2万余人 2天",
    "S3-14": "15分钟 5000亿元以上 55%以上",
    "S3-16": "230名 80多次 89条 210多件 400余万元",
    "S3-23": "18盏 120个 86处",
    "S4-01": "3项 1项 3个 46个 20个 2个",
    "S4-02": "5个 13支",
    "S4-03": "7名 15名 51名",
    "S4-04": "3个 46个",
    "S4-05": "2个 20个 224个 1,330栋 36,149户 98,036人",
    "S4-06": "97个 207个",
    "S4-07": "224个 224名 1,330栋 264名 97个",
    "S4-08": "69家",
    "S4-09": "69家 221名 3名 20名",
    "S4-11": "3项",
    "S4-12": "216处 12天",
    "S4-13": "3项 3项",
    "S4-18": "20个 2,497万元 3000多平方米 6个",
    "S4-19": "4项",
    "S4-20": "4项",
    "S4-22": "10多支",
    "S4-23": "21条 2,600多个 21座",
}
#: What follows from them: printed by the papers (119%, 307%, 95%) or reckoned here, never typed.
DERIVED = {
    "S0-02": "4.0个",
    "S0-05": "4,234件",
    "S0-19": "153个",
    "S0-20": "119% 100% 307%",
    "S0-21": "43,384套",
    "S0-25": "47.95% 8.57% 43.48%",
    "S1-20": "95%",
    "S1-27": "100%",
    "S1-29": "97名",
    "S2-12": "710个 29.7% 305个 75天",
    "S3-07": "84.6% 4个",
    "S4-05": "5.94栋 27.2户 2.71人",
    "S4-07": "100% 19.8% 43.3%",
    "S4-09": "224个 9.0%",
}
#: Entries without a number in the paper: named, with the sentence that there was none.
WITHOUT = {"S0-09", "S0-11", "S1-02", "S1-10", "S1-11", "S3-21", "S4-17"}
#: The entries of issues 3 and 4 (their lists of mechanisms).
WANTED = [
    "S0-02",
    "S0-03",
    "S0-04",
    "S0-07",
    "S0-08",
    "S0-09",
    "S0-11",
    "S0-27",
    "S1-01",
    "S1-02",
    "S1-08",
    "S1-10",
    "S1-19",
    "S1-26",
    "S1-27",
    "S1-28",
    "S2-01",
    "S2-03",
    "S2-04",
    "S2-05",
    "S2-09",
    "S2-14",
    "S2-17",
    "S3-07",
    "S3-08",
    "S3-11",
    "S3-21",
    "S3-23",
    "S4-02",
    "S4-03",
    "S4-04",
    "S4-05",
    "S4-06",
    "S4-07",
    "S4-08",
    "S4-09",
    "S4-11",
    "S4-13",
    "S4-17",
    "S4-19",
    "S4-20",
    "S4-22",
    "S4-23",
    "S0-12",
    "S0-13",
    "S0-16",
    "S0-19",
    "S0-20",
    "S0-21",
    "S0-24",
    "S0-25",
    "S0-28",
    "S1-06",
    "S1-11",
    "S1-12",
    "S1-13",
    "S1-15",
    "S1-18",
    "S1-20",
    "S1-24",
    "S1-29",
    "S1-30",
    "S2-12",
    "S3-12",
    "S3-14",
    "S3-16",
    "S3-17",
    "S4-01",
    "S4-18",
]
TABLES = [
    "T11",
    "T13",
    "T14",
    "T18",
    "T22",
    "T23",
    "T26",
    "T27",
    "T02",
    "T03",
    "T06",
    "T07",
    "T12",
    "T20",
    "T24",
]


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Client]:
    """The reading room's login in a small city."""
    folder = tmp_path_factory.mktemp("printed")
    own = override_settings(
        LINLI_DATA=folder, LINLI_KEYS=folder / "keys", LINLI_FILES=folder / "files", LINLI_DEMO=True
    )
    keys.forget()
    with django_db_blocker.unblock(), own, transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(loading.VOICES, "small", 5)
        syncing.sync(at=AT)
        loading.ensure(size="small", seed=7, at=AT, say=lambda _text: None)
        client = Client()
        client.post("/accounts/enter/", {"user": "demo-reader"})
        yield client
        transaction.set_rollback(True)
    keys.forget()


def said(entry: figures.Entry) -> str:
    """The stored figures of an entry as the page says them."""
    rows = ReportedValue.objects.filter(form_id=entry.form_id, current=True).order_by("as_of", "pk")
    found: dict[str, list[str]] = {item.id: [] for item in entry.items}
    for row in rows:
        found[row.item].append(printed.say(next(i for i in entry.items if i.id == row.item), row.value))
    return " ".join("/".join(texts) for texts in found.values())


def test_every_figure_stands_as_it_was_printed(reader: Client) -> None:
    entries = {one.id: one for one in figures.entries().values() if one.items and not one.library}
    assert {number: said(one) for number, one in entries.items()} == PRINTED


def test_every_value_has_its_source_and_its_day(reader: Client) -> None:
    rows = ReportedValue.objects.filter(form_id__startswith=figures.PREFIX).select_related("body")
    assert rows.count() == sum(len(text.replace("/", " ").split()) for text in PRINTED.values())
    for row in rows:
        assert row.source.startswith(("据", "述职", "专题"))
        assert row.origin == ReportedValue.Origin.PUBLISHED
        assert row.as_of.year == figures.entries()[row.form_id].versions[0].day.year
        assert not Post.objects.filter(organization=row.body).exists()


def test_what_follows_from_figures_is_computed_exactly() -> None:
    found = {}
    for one in figures.entries().values():
        values = {key: said[0] for key, said in one.values.items()}
        scale = {item.id: item.places for item in one.items}
        if one.derived:
            found[one.id] = " ".join(part.said(values, scale) for part in one.derived)
    assert found == DERIVED


def test_every_entry_and_every_table_of_the_issues_can_be_found() -> None:
    entries = figures.entries().values()
    assert set(WANTED) <= {one.number for one in entries}
    assert {one.id for one in entries if not one.items} == WITHOUT
    assert set(TABLES) <= {one.table for one in entries}


def test_two_versions_of_one_inspection_stand_side_by_side(reader: Client) -> None:
    rows = ReportedValue.objects.filter(form_id="reported_s1_20", current=True).order_by("as_of", "pk")
    table = queries.side_by_side(list(rows))
    assert len(table.columns) == 2
    assert ("发现问题", ("106", "185"), False) in table.rows
    assert ("交办立行立改", ("19", "19"), True) in table.rows
    # Clues fell although they are told as a running count: the reason stands beside them.
    assert "口径不同" in table.columns[0].explanation + "".join(row.explanation for row in rows)


def test_the_page_shows_them_all_by_key_within_twelve_queries(
    reader: Client, django_assert_max_num_queries: Any
) -> None:
    seen: list[str] = []
    url = "/reported/"
    while url:
        with django_assert_max_num_queries(12):
            page = reader.get(url)
        assert page.status_code == 200
        seen += [block.entry.id for block in page.context["blocks"]]
        url = f"/reported/?after={page.context['page'].next}" if page.context["page"].next else ""
    assert seen == [one.id for one in figures.entries().values()]


@pytest.mark.parametrize(
    ("query", "first", "words"),
    [
        ("q=楼院长", "S4-07", ("264名", "19.8%")),
        ("q=T06", "S0-19", ("307%", "119%")),
        ("paper=S1&q=巡察", "S1-20", ("106个", "185个", "95%")),
        ("shape=ranking", "S0-13", ("30%", "排名，并列同名次")),
        ("q=s0-09", "S0-09", ("原文没有登数字",)),
    ],
)
def test_a_visitor_finds_a_figure(reader: Client, query: str, first: str, words: tuple[str, ...]) -> None:
    page = reader.get(f"/reported/?{query}")
    text = page.content.decode()
    assert page.context["blocks"][0].entry.id == first
    assert all(word in text for word in words)


def test_a_figure_leads_to_its_values_with_source_and_date(reader: Client) -> None:
    page = reader.get("/reported/?q=T13")
    line = page.context["blocks"][0].lines[0]
    assert line.post is not None  # 濮阳 is read in the post of 濮阳
    there = reader.post("/accounts/post/", {"post": line.post, "next": line.url}, follow=True)
    text = there.content.decode()
    assert there.status_code == 200
    assert "70%以上" in text
    assert "600余" in text
    assert "2023-08-28" in text


def test_the_figures_go_out_as_excel(reader: Client) -> None:
    done = reader.post("/ledgers/exports/new/printed_figures/", {"q": "T27"}, follow=True)
    assert done.status_code == 200


def test_nobody_else_sees_the_page_and_the_entry_page_leads_to_it(reader: Client) -> None:
    other = Client()
    other.post("/accounts/enter/", {"user": "demo-secretary"})
    assert other.get("/reported/").status_code == 404
    assert any("全部数字" in str(link["label"]) for link in demonstration.links())
    assert "报道复现：全部数字" in other.get("/accounts/enter/").content.decode()


def test_the_weekly_table_is_in_fixed_order_with_zeros_totals_and_the_outlier(reader: Client) -> None:
    """T24: two header rows, zeros printed, totals computed, Yanling asked about; no places anywhere."""
    city = AreaSpan.objects.get(code_stat="4110").area_id
    assert of_reports.weekly_table(city) == 32
    task = ReportTask.objects.get(form__form_id="house_hazard_weekly")
    main = Post.objects.get(title="报道复现查阅", area_id=city)
    reader.post("/accounts/post/", {"post": main.pk})
    page = reader.get(f"/reports/tasks/{task.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    found = [text.index(name) for name, _values in of_reports.COUNTIES]
    assert found == sorted(found)
    for word in ("累计拆除量", "周封存量", "26,445", "3,234,527", "1,582", "205,668", ">0<", "361.0"):
        assert word in text, word
    assert "名次" not in text
