"""「报道复现」: every figure of the papers stands as published, with source and date, and leads to its records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from linli.accounts import demonstration, sessions
from linli.accounts import services as accounts
from linli.areas.models import AreaSpan
from linli.demo import figures, loading, of_reports, printed
from linli.domain.access import SYSTEM
from linli.domain.calendar import SHANGHAI
from linli.mechanisms.services import syncing
from linli.organizations import services as organizations
from linli.organizations.models import Post
from linli.records import keys
from linli.records.time import now
from linli.reports import queries
from linli.reports.models import ReportedValue, ReportTask
from tests.demo.as_published import DERIVED, PRINTED, TABLES, WANTED, WITHOUT

#: The database is set up for tests that say so; each is a savepoint within the loaded city.
pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.django_db]

AT = datetime(2026, 11, 21, 14, 30, tzinfo=SHANGHAI)


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


def _collector(task: ReportTask) -> Client:
    """Somebody of the body that collects the table."""
    post = organizations.create_post(
        organization_id=task.issuer_id, title="收表", role="district_officer", actor=SYSTEM, at=AT
    )
    person = organizations.create_person(name="王宇", actor=SYSTEM, at=AT)
    organizations.appoint(person_id=person.pk, post_id=post.pk, actor=SYSTEM, at=AT)
    user = accounts.create_user(
        username="weekly", person_id=person.pk, must_change=False, actor=SYSTEM, at=AT
    )
    client = Client()
    client.force_login(user)
    session = client.session
    sessions.begin(session, now(), post.pk)
    session.save()
    return client


def test_the_weekly_table_is_in_fixed_order_with_zeros_totals_and_the_outlier(reader: Client) -> None:
    """T24: two header rows, zeros printed, totals computed, Yanling asked about; no places anywhere.

    The press reads what was printed of each county; the table itself is the collector's.
    """
    city = AreaSpan.objects.get(code_stat="4110").area_id
    assert of_reports.weekly_table(city) == 32
    task = ReportTask.objects.get(form__form_id="house_hazard_weekly")
    page = _collector(task).get(f"/reports/tasks/{task.pk}/")
    text = page.content.decode()
    assert page.status_code == 200
    found = [text.index(name) for name, _values in of_reports.COUNTIES]
    assert found == sorted(found)
    for word in ("累计拆除量", "周封存量", "26,445", "3,234,527", "1,582", "205,668", ">0<", "361.0"):
        assert word in text, word
    assert "名次" not in text
    main = Post.objects.get(title="报道复现查阅", area_id=city)
    reader.post("/accounts/post/", {"post": main.pk})
    assert reader.get(f"/reports/tasks/{task.pk}/").status_code == 403
    lines = reader.get("/reported/?q=T24").context["blocks"][0].lines
    assert [line.name for line in lines] == [f"{name}（报道复现）" for name, _values in of_reports.COUNTIES]
    for line, (_name, values) in zip(lines, of_reports.COUNTIES, strict=True):
        told = reader.get(line.url).content.decode()
        assert all(f">{value:,}" in told for value in values)
