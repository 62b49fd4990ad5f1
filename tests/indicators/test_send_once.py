"""Forms of figures sent twice over a bad line act once; the same key with other words is refused."""

from __future__ import annotations

import re

import pytest

from linli.indicators.models import Adjustment, Edition, LeftOut, ReportingSet, Target
from linli.records.models import Event
from tests.indicators.conftest import closed
from tests.office import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def _key(page: str) -> str:
    found = re.search(r'name="request_key" value="([0-9a-f]{32})"', page)
    assert found
    return found[1]


def test_a_target_sent_twice_is_one_target_and_withdrawn_twice_is_withdrawn_once(town: Office) -> None:
    client, address = town.client("leader"), "/figures/cases_closed/targets/"
    sent = {
        "unit": f"area-{town.city.areas['lake']}",
        "period": "month",
        "day": "2026-11-10",
        "value": "2",
        "paper": "东湖办〔2026〕5号",
        "request_key": _key(client.get(address).content.decode()),
    }
    first, second = client.post(address, sent), client.post(address, sent)
    assert (first.status_code, second.status_code, first.url, second.url) == (302, 302, address, address)
    row = Target.objects.get()
    assert Event.objects.filter(kind="target").count() == 1
    other = client.post(address, {**sent, "value": "3"})
    assert other.status_code == 409
    assert Target.objects.get().value == 2
    back = {"version": str(row.version), "request_key": "f" * 32}
    for _again in range(2):
        assert client.post(f"{address}{row.pk}/withdraw/", back).status_code == 302
    assert Event.objects.filter(kind="target").count() == 2


def test_a_record_is_left_out_and_put_back_once(town: Office) -> None:
    case, client = closed(town), town.client("leader")
    address = f"/figures/cases_closed/leave-out/{case.pk}/"
    sent = {
        "reason": "重复",
        "basis": "考核办法第8条",
        "on": "2026-11-20",
        "request_key": _key(client.get(address).content.decode()),
    }
    for _again in range(2):
        assert client.post(address, sent).status_code == 302
    row = LeftOut.objects.get()
    back = {"version": str(row.version), "request_key": "e" * 32}
    for _again in range(2):
        assert client.post(f"/figures/cases_closed/put-back/{row.pk}/", back).status_code == 302
    assert Event.objects.filter(kind="left_out").count() == 2


def test_a_set_of_units_sent_twice_changes_once(town: Office) -> None:
    client = town.client("officer")
    address = f"/figures/cases_closed/units/?place={town.city.areas['district']}"
    sent = {
        "unit": [f"area-{town.city.areas['lake']}"],
        "on": "2026-11-01",
        "version": "",
        "request_key": _key(client.get(address).content.decode()),
    }
    for _again in range(2):
        assert client.post(address, sent).status_code == 302
    kept = ReportingSet.objects.get()
    assert kept.members.count() == 1
    assert Event.objects.filter(kind="reporting_set").count() == 1


def test_a_table_kept_and_points_added_twice_stand_once(town: Office) -> None:
    closed(town)
    client, address = town.client("officer"), "/figures/rankings/three_rates_ranking/"
    sent = {"day": "2026-11-15", "basis": "", "request_key": _key(client.get(address).content.decode())}
    first, second = client.post(address, sent), client.post(address, sent)
    assert first.url == second.url
    edition = Edition.objects.get()
    points = {
        "unit": f"area-{edition.rows.first().unit_id}",  # type: ignore[union-attr]
        "points": "-1",
        "reason": "通报批评",
        "proof": "东湖督〔2026〕3号",
        "request_key": "d" * 32,
    }
    for _again in range(2):
        assert client.post(f"/figures/editions/{edition.pk}/step/adjust/", points).status_code == 302
    assert Adjustment.objects.count() == 1


def test_the_page_of_a_kept_table_lights_the_rankings_in_the_menu(town: Office) -> None:
    closed(town)
    client = town.client("officer")
    kept = client.post("/figures/rankings/three_rates_ranking/", {"day": "2026-11-15", "basis": ""})
    page = client.get(kept.url).content.decode()
    lit = re.findall(r'aria-current="page"[^>]*>\s*([^<\s]+)', page)
    assert "排名通报" in lit
    assert "指标" not in lit
