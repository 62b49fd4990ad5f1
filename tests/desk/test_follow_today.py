"""Each number of Today leads to exactly its rows, and the headings stand in the trade's order (trade.md, Today)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases import queries, services
from linli.cases.models import Case
from linli.cases.queries.today import MOST, SHOWN, rows_of
from linli.records.time import frozen
from tests.office import AT, Office

pytestmark = pytest.mark.django_db


def busy(office: Office) -> None:
    """Cases in every state that Today of somebody speaks of, and of several bodies."""
    office.case()
    office.dispatched()
    office.answered()
    office.passed()
    held = office.accepted()
    services.request_extension(
        case_id=held.pk, reason="配件要从外地发货，后天才能到。",
        actor=office.actor("handler"), at=AT + timedelta(hours=1),
    )  # fmt: skip
    own = office.case()
    services.dispatch_case(
        case_id=own.pk, body_id=office.city.bodies["lake_committee"].pk, reason="社区自己能办",
        actor=office.actor("clerk"), at=AT,
    )  # fmt: skip
    services.accept(case_id=own.pk, actor=office.actor("secretary"), at=AT)


def listed(client: Client, query: dict[str, str]) -> set[str]:
    text = client.get(reverse("cases:list"), query).content.decode()
    return set(re.findall(r'/cases/([A-Z0-9-]+)/"', text))


@pytest.mark.parametrize("days", [0, 1, 30])
def test_the_list_behind_a_heading_holds_its_rows_and_no_other(office: Office, days: int) -> None:
    busy(office)
    seen = set()
    with frozen(at := AT + timedelta(days=days, hours=8)):
        for post in ("secretary", "clerk", "handler", "leader", "officer", "supervisor"):
            client, scope = office.client(post), office.city.scope(post)
            for group in queries.today(scope, at):
                seen.add(group.name)
                assert group.count == rows_of(group.name, scope, at).count()
                assert listed(client, group.query) == {case.code for case in group.rows}, (post, group.name)
                assert client.get(reverse("cases:list"), group.query).content.decode().count(group.title)
    assert {"to_sign", "to_review", "to_call_back", "new", "requests"} <= seen
    assert days < 30 or {"late", "departments_late"} <= seen


def test_a_heading_of_another_post_leads_to_nothing(office: Office) -> None:
    busy(office)
    assert listed(office.client("handler"), {"today": "requests"}) == set()
    assert listed(office.client("clerk"), {"today": "nonsense"}) == set()


def test_the_headings_stand_in_the_order_of_the_trade(office: Office) -> None:
    busy(office)
    at = AT + timedelta(days=30)
    secretary = [group.title for group in queries.today(office.city.scope("secretary"), at)]
    assert secretary == ["超期", "待我审核", "退单、延期、挂账待审", "待回访", "新反映"]
    clerk = [group.title for group in queries.today(office.city.scope("clerk"), at)]
    assert clerk[:3] == ["待派单", "退单、延期、挂账待审", "承办单位超期"]


def test_a_number_above_what_the_page_shows_leads_to_the_whole_list(office: Office) -> None:
    for _one in range(SHOWN + 1):
        office.case()
    client = office.client("clerk")
    page = client.get(reverse("desk:today")).content.decode()
    assert 'href="/cases/?today=new&amp;order=old"' in page
    assert len(listed(client, {"today": "new", "order": "old"})) == SHOWN + 1 == Case.objects.count() < MOST
