"""Quotas (1 enterprise, 2 shops, 3 households): asked, held and missing of each holder, those short, the export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.duties import kinds, ledger_quotas, queries, services
from linli.duties.errors import DutyRefused
from linli.duties.models import Charge
from linli.mechanisms import services as mechanisms
from linli.records import time
from tests import cast
from tests.browsing import client_of
from tests.duties.conftest import Town

pytestmark = pytest.mark.django_db
KIND = "duty_commissioner_contact"
NOW = cast.AT + timedelta(days=3)
DAY = date(2026, 1, 8)
NAMES = {"enterprise": ["食品厂"], "shop": ["粮油店", "裁缝铺"], "household": ["1号", "2号", "3号"]}


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with time.frozen(NOW):
        yield


@pytest.fixture
def quotas(town: Town) -> Town:
    """Two members: the first lacks one household, the second has nothing yet."""
    mechanisms.roll_out(
        mechanism="commissioner_visits", area_id=town.city.areas["city"], basis="测试",
        from_=date(2026, 1, 1), actor=SYSTEM, at=cast.AT,
    )  # fmt: skip
    for name in ("甲委员", "乙委员"):
        town.post(name, role="discipline_member", body="lake_committee")
    for group, names in NAMES.items():
        for row in services.add_charges(
            kind=KIND, area_id=town.city.areas["lake"], names=names, group=group, actor=SYSTEM, at=cast.AT
        ):
            if row.name != "3号":
                take(town, row.pk)
    return town


def take(town: Town, charge: int, holder: str = "甲委员", **more: str) -> None:
    services.assign(
        kind=KIND, object_id=charge, post_id=town.posts[holder].pk, actor=SYSTEM, at=cast.AT, **more
    )  # type: ignore[arg-type]


def test_each_group_is_compared_with_what_is_held(quotas: Town) -> None:
    kind = kinds.at_place(KIND, quotas.city.areas["lake"], DAY)[0]
    holders, short, totals = queries.quotas.totals(kind, quotas.city.areas["lake"], DAY)
    assert (holders, short) == (2, 2)
    said = [(one.group.word, one.group.each, one.asked, one.held, one.missing, one.short) for one in totals]
    assert said == [("重点企业", 1, 2, 1, 1, 1), ("商户", 2, 4, 2, 2, 1), ("家庭", 3, 6, 2, 4, 2)]


def test_more_than_asked_of_one_group_does_not_fill_another(quotas: Town) -> None:
    lake = quotas.city.areas["lake"]
    more = services.add_charges(
        kind=KIND, area_id=lake, names=["修鞋铺", "理发店"], group="shop", actor=SYSTEM, at=cast.AT
    )
    for row in more:
        take(quotas, row.pk)
    kind = kinds.at_place(KIND, lake, DAY)[0]
    shop = queries.quotas.totals(kind, lake, DAY)[2][1]
    assert (shop.asked, shop.held, shop.missing) == (4, 4, 2)


def test_the_holder_who_has_nothing_stands_in_the_list_too(quotas: Town) -> None:
    lake = quotas.city.areas["lake"]
    kind = kinds.at_place(KIND, lake, DAY)[0]
    rows = queries.quotas.lines(kind, queries.quotas.chosen(kind, lake, DAY, short=True).order_by("pk"), DAY)
    assert [(row.name, row.missing, [share.held for share in row.shares]) for row in rows] == [
        ("甲委员", 1, [1, 2, 2]),
        ("乙委员", 6, [0, 0, 0]),
    ]
    assert [row.name for row in queries.quotas.chosen(kind, lake, DAY, q="乙")] == ["乙委员"]
    assert not queries.quotas.chosen(kind, quotas.city.areas["willow"], DAY).exists()


def test_who_has_all_is_not_short(quotas: Town) -> None:
    lake = quotas.city.areas["lake"]
    kind = kinds.at_place(KIND, lake, DAY)[0]
    take(quotas, Charge.objects.get(name="3号").pk)
    assert [row.name for row in queries.quotas.chosen(kind, lake, DAY, short=True)] == ["乙委员"]


def test_a_household_without_a_group_and_a_wrong_group_are_refused(quotas: Town) -> None:
    for group in ("", "palace"):
        with pytest.raises(DutyRefused) as caught:
            services.add_charges(
                kind=KIND,
                area_id=quotas.city.areas["lake"],
                names=["9号"],
                group=group,
                actor=SYSTEM,
                at=cast.AT,
            )
        assert caught.value.field == "group"


def test_the_page_shows_asked_held_missing_and_every_figure_opens_its_rows(quotas: Town) -> None:
    client = client_of(quotas.city, "clerk")
    page = client.get(reverse("duties:gaps"), {"kind": KIND}).content.decode()
    assert "定额" in page
    assert "short=1" in page
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(reverse("duties:quotas"), {"kind": KIND, "short": "1"})
    assert len(caught) <= 12, "\n".join(f"{row['sql'][:60]} … {row['sql'][-90:]}" for row in caught)
    text = answer.content.decode()
    assert "乙委员" in text
    assert "2/3" in text
    assert f"person={quotas.people['甲委员'].pk}" in text
    rows = client.get(reverse("duties:list"), {"kind": KIND, "person": quotas.people["甲委员"].pk})
    assert "粮油店" in rows.content.decode()
    sought = client.get(reverse("duties:quotas"), {"kind": KIND, "q": "乙"}).content.decode()
    assert '<input type="hidden" name="q" value="乙">' in sought


def test_what_is_held_where_the_reader_does_not_look_is_said(quotas: Town) -> None:
    """Held counts all of the holder's; the list behind it shows what lies in one's own."""
    (far,) = services.add_charges(
        kind=KIND, area_id=quotas.city.areas["willow"], names=["远方户"], group="household",
        actor=SYSTEM, at=cast.AT,
    )  # fmt: skip
    take(quotas, far.pk)
    client = client_of(quotas.city, "clerk")
    text = client.get(reverse("duties:quotas"), {"kind": KIND}).content.decode()
    assert "3/3" in text
    assert text.count("其中1条不在您的查看范围") == 1
    held = {"kind": KIND, "person": quotas.people["甲委员"].pk}
    assert "远方户" not in client.get(reverse("duties:list"), held).content.decode()
    officer = client_of(quotas.city, "officer").get(reverse("duties:quotas"), {"kind": KIND}).content.decode()
    assert "不在您的查看范围" not in officer


def test_a_place_without_quotas_says_so(town: Town) -> None:
    answer = client_of(town.city, "clerk").get(reverse("duties:quotas"))
    assert "没有按定额分的分工" in answer.content.decode()


def test_the_group_is_asked_where_households_are_entered(quotas: Town) -> None:
    client = client_of(quotas.city, "clerk")
    url = f"{reverse('duties:charges')}?kind={KIND}"
    assert 'name="group"' in client.get(url).content.decode()
    sent = {"place": quotas.city.areas["lake"], "names": "9号\n10号", "group": "household"}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, {**sent, "names": "11号", "group": ""}).status_code == 422


def test_the_list_goes_out_as_excel_rows(quotas: Town) -> None:
    rows = list(ledger_quotas._rows(quotas.city.scope("clerk"), {"kind": KIND}, NOW))
    assert [(row["holder"], row["group"], row["missing"]) for row in rows][:3] == [
        ("甲委员", "重点企业", 0),
        ("甲委员", "商户", 0),
        ("甲委员", "家庭", 1),
    ]


def test_a_stranger_sees_nobody(quotas: Town) -> None:
    text = client_of(quotas.city, "west_clerk").get(reverse("duties:quotas"), {"kind": KIND}).content.decode()
    assert "甲委员" not in text
