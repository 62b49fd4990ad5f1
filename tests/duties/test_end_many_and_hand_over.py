"""Through the pages: several end at once and come back, layers are set without circles, forms sent twice make one
row, two desks see both texts, and who leaves gives his open cases on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.areas import services as areas
from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import SYSTEM
from linli.duties import services
from linli.duties.errors import DutyRefused
from linli.duties.models import Charge, Duty
from linli.duties.views import bulk
from linli.organizations.models import Appointment
from linli.records import time
from linli.records.models import Event
from tests import cast
from tests.browsing import client_of
from tests.duties.conftest import Town

NOW = cast.AT + timedelta(days=3)
TODAY = date(2026, 1, 8)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with time.frozen(NOW):
        yield


@pytest.fixture
def clerk(town: Town) -> Client:
    return client_of(town.city, "clerk")


def two(town: Town) -> list[Duty]:
    town.post("王建")
    return [town.assign("王建", place) for place in ("一号院", "二号院")]


def test_several_end_at_once_after_a_look_and_come_back(town: Town, clerk: Client) -> None:
    rows = two(town)
    ids = [row.pk for row in rows]
    assert 'name="ids"' in clerk.get(reverse("duties:list")).content.decode()
    with CaptureQueriesContext(connection) as caught:
        page = clerk.get(reverse("duties:end_many"), {"ids": ids}).content.decode()
    assert len(caught) <= 12
    assert "一号院" in page
    assert "二号院" in page
    sent = {"ids": ids, "reason": "programme", "on": "2026-01-08", "text": "专项结束", "request_key": "k1"}
    answer = clerk.post(reverse("duties:end_many"), sent)
    assert answer.status_code == 302
    assert set(Duty.objects.values_list("ended", flat=True)) == {"programme"}
    again = clerk.post(reverse("duties:end_many"), sent)
    assert again["Location"] == answer["Location"]
    assert Event.objects.filter(name="duty.ended").count() == 2
    assert "撤销结束" in clerk.get(answer["Location"]).content.decode()
    assert clerk.post(reverse("duties:reopen"), {"ids": ids}).status_code == 302
    assert set(Duty.objects.values_list("ended", "ends_on")) == {("", date.max)}


def test_an_end_is_not_taken_back_when_somebody_else_has_it(town: Town, clerk: Client) -> None:
    row = two(town)[0]
    services.end(duty_id=row.pk, reason="done", actor=SYSTEM, at=NOW)
    town.post("李明")
    services.assign(
        kind=row.kind, object_id=row.object_id, post_id=town.posts["李明"].pk, actor=SYSTEM, at=NOW
    )
    assert clerk.post(reverse("duties:reopen"), {"ids": [row.pk]}).status_code == 302
    row.refresh_from_db()
    assert row.ended == "done"


def test_an_end_of_long_ago_and_another_holder_are_not_taken_back(town: Town) -> None:
    first, second = two(town)
    town.post("李明")
    services.end(duty_id=first.pk, reason="done", actor=SYSTEM, at=NOW)
    services.reassign(duty_id=second.pk, post_id=town.posts["李明"].pk, actor=SYSTEM, at=NOW)
    with pytest.raises(DutyRefused, match="超过"):
        services.reopen_many(duty_ids=[first.pk], actor=SYSTEM, at=NOW + timedelta(days=8))
    with pytest.raises(DutyRefused, match="换人"):
        services.reopen_many(duty_ids=[second.pk], actor=SYSTEM, at=NOW)


def test_an_end_is_not_taken_back_when_the_place_is_gone_or_its_day_is_not_known(town: Town) -> None:
    gone, old = two(town)
    services.end_many(duty_ids=[gone.pk, old.pk], reason="object_gone", actor=SYSTEM, at=NOW)
    areas.end(area_id=gone.object_id, on=TODAY, actor=SYSTEM, at=NOW)
    with pytest.raises(DutyRefused, match="撤销"):
        services.reopen_many(duty_ids=[gone.pk], actor=SYSTEM, at=NOW + timedelta(days=1))
    # As an end of the release before this one stands in the record: without the day there was.
    told = Event.objects.get(kind="duty", subject_id=old.pk, name="duty.ended")
    Event.objects.filter(pk=told.pk).update(
        data={name: value for name, value in told.data.items() if name != "before"}
    )
    with pytest.raises(DutyRefused, match="撤销"):
        services.reopen_many(duty_ids=[old.pk], actor=SYSTEM, at=NOW)


def test_entered_wrongly_twice_on_one_day_is_ended_twice(town: Town) -> None:
    town.post("王建")
    for _time in range(2):
        row = town.assign("王建", "一号院", on=TODAY)
        services.end(duty_id=row.pk, reason="mistake", on=TODAY, actor=SYSTEM, at=NOW)
    assert Duty.objects.filter(ended="mistake").count() == 2


def test_nothing_ticked_and_another_street_s_are_not_ended(town: Town) -> None:
    row = two(town)[0]
    stranger = client_of(town.city, "west_clerk")
    sent = {"ids": [row.pk], "reason": "programme", "on": "2026-01-08"}
    assert stranger.post(reverse("duties:end_many"), sent).status_code == 422
    assert stranger.post(reverse("duties:reopen"), {"ids": [row.pk]}).status_code == 302
    row.refresh_from_db()
    assert not row.ended


def test_a_layer_above_is_set_on_the_page_and_never_in_a_circle(
    town: Town, clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.grid("第一片")
    town.places["湖光"] = town.city.areas["lake"]
    town.post("张街道", role="street_clerk", body="east_office")
    town.post("甲片长", role="community_worker", body="lake_committee")
    low = town.assign("甲片长", "第一片", kind="duty_cadre_area")
    high = town.assign("张街道", "湖光", kind="duty_street_community")
    assert low.above_id is None
    url = reverse("duties:under", args=[low.pk])
    assert "张街道" in clerk.get(url).content.decode()
    sent = {"above_id": high.pk, "version": low.version, "request_key": "k2"}
    assert clerk.post(url, sent).status_code == 302
    assert clerk.post(url, sent).status_code == 302
    low.refresh_from_db()
    assert low.above_id == high.pk
    # Also where it is not among those offered, the present one stands in the list: saving does not drop it.
    monkeypatch.setattr(bulk, "OFFERED", 0)
    assert f'value="{high.pk}" selected' in clerk.get(url).content.decode()
    assert Event.objects.filter(name="duty.put_under").count() == 1
    wrong = {"above_id": high.pk, "version": high.version}
    assert clerk.post(reverse("duties:under", args=[high.pk]), wrong).status_code == 422


def test_the_layer_above_of_another_street_stays_without_its_names(town: Town, clerk: Client) -> None:
    town.grid("第一片")
    town.places["柳荫"] = town.city.areas["willow"]
    town.post("张街道", role="street_clerk", body="west_office")
    town.post("甲片长", role="community_worker", body="lake_committee")
    low = town.assign("甲片长", "第一片", kind="duty_cadre_area")
    high = town.assign("张街道", "柳荫", kind="duty_street_community")
    services.put_under(duty_id=low.pk, above_id=high.pk, actor=SYSTEM, at=NOW)
    url = reverse("duties:under", args=[low.pk])
    text = clerk.get(url).content.decode()
    # Saving still does not drop it.
    assert f'value="{high.pk}" selected' in text
    assert "现在的上一级（不在您的查看范围）" in text
    assert "张街道" not in text
    assert "柳荫" not in text
    # And who sees the layer above alone is not told who stands below it elsewhere.
    other = client_of(town.city, "west_clerk")
    text = other.get(reverse("duties:page", args=[high.pk])).content.decode()
    assert "张街道" in text
    assert "甲片长" not in text


def test_two_desks_on_one_object_see_both_texts(town: Town, clerk: Client) -> None:
    """Both open the form, both send: the second is told who has it, beside whom he chose himself."""
    for name in ("王建", "李明"):
        town.post(name)
    url = reverse("duties:assign") + "?kind=duty_cadre_courtyard"
    other = client_of(town.city, "leader")
    assert clerk.get(url).status_code == other.get(url).status_code == 200
    thing = {"things": [town.places["一号院"]], "on": "2026-01-08"}
    assert clerk.post(url, {**thing, "post_id": town.posts["王建"].pk}).status_code == 302
    answer = other.post(url, {**thing, "post_id": town.posts["李明"].pk, "basis": "街道会议定的"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "王建，自2026-01-08起" in text
    assert "<td>李明</td>" in text
    assert "街道会议定的" in text
    assert Duty.objects.count() == 1


def test_a_stale_form_shows_both_and_can_be_sent_again(town: Town, clerk: Client) -> None:
    row = two(town)[0]
    for name in ("李明", "赵强"):
        town.post(name)
    services.extend(duty_id=row.pk, until=date(2026, 12, 31), actor=SYSTEM, at=NOW)
    url = reverse("duties:reassign", args=[row.pk])
    sent = {"post_id": town.posts["赵强"].pk, "on": "2026-01-08", "version": row.version}
    answer = clerk.post(url, sent)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "王建，至2026-12-31" in text
    assert "赵强" in text
    row.refresh_from_db()
    assert f'value="{row.version}"' in text
    assert clerk.post(url, {**sent, "version": row.version}).status_code == 302


@pytest.mark.parametrize("verb", ["reassign", "end", "extend"])
def test_every_form_has_its_key_and_sent_twice_is_done_once(town: Town, clerk: Client, verb: str) -> None:
    row = two(town)[0]
    town.post("李明")
    url = reverse(f"duties:{verb}", args=[row.pk])
    assert 'name="request_key"' in clerk.get(url).content.decode()
    sent = {
        "reassign": {"post_id": town.posts["李明"].pk, "on": "2026-01-08"},
        "end": {"reason": "done", "on": "2026-01-08"},
        "extend": {"until": "2026-12-31"},
    }[verb] | {"version": row.version, "request_key": f"key-{verb}"}
    first, second = clerk.post(url, sent), clerk.post(url, sent)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    row.refresh_from_db()
    assert Event.objects.filter(kind="duty", subject_id=row.pk).count() == 2


def test_households_sent_twice_are_entered_once(town: Town, clerk: Client) -> None:
    url = f"{reverse('duties:charges')}?kind=duty_five_guarantees"
    sent = {"place": town.city.areas["lake"], "names": "甲字1号\n甲字2号", "request_key": "c1"}
    assert clerk.post(url, sent).status_code == clerk.post(url, sent).status_code == 302
    assert Charge.objects.count() == 2


def given_on(town: Town) -> tuple[Duty, Case]:
    """A holder, and an open case that he has by his duty."""
    town.grid("第一片")
    town.post("甲片长", "community_worker", "lake_committee")
    duty = town.assign("甲片长", "第一片", kind="duty_cadre_area")
    case = cases.register_case(
        voice=cases.Voice(
            text="楼后垃圾没人清",
            area_id=town.places["第一片"],
            channel="patrol",
            category="sanitation_rubbish",
        ),
        actor=town.actor("worker"),
        at=NOW,
    )
    cases.dispatch_case(
        case_id=case.pk, body_id=town.city.bodies["lake_committee"].pk, post_id=town.posts["甲片长"].pk,
        reason="社区干部包片", actor=town.actor("secretary"), at=NOW,
    )  # fmt: skip
    return duty, case


def test_who_leaves_his_post_through_the_page_leaves_a_gap_and_gives_his_cases_back(town: Town) -> None:
    """The holder is removed in the middle: the page of the body ends the appointment, nothing else is asked."""
    duty, case = given_on(town)
    act = Appointment.objects.get(post=town.posts["甲片长"])
    secretary = client_of(town.city, "secretary")
    answer = secretary.post(reverse("organizations:end_appointment", args=[act.pk]), {"on": "2026-01-08"})
    assert answer.status_code == 302
    duty.refresh_from_db()
    assert (duty.ended, duty.holder_gone, duty.ends_on) == ("", True, TODAY)
    stands = Case.objects.get(pk=case.pk)
    assert (stands.lead_post_id, stands.lead_body_id) == (None, town.city.bodies["lake_committee"].pk)
    page = (
        client_of(town.city, "clerk")
        .get(reverse("duties:gaps"), {"kind": "duty_cadre_area"})
        .content.decode()
    )
    assert "责任人空缺" in page
    assert "甲片长" in page


def test_ended_through_the_page_it_is_announced_and_its_cases_go_back(town: Town, clerk: Client) -> None:
    duty, case = given_on(town)
    sent = {"reason": "done", "on": "2026-01-08", "version": duty.version}
    assert clerk.post(reverse("duties:end", args=[duty.pk]), sent).status_code == 302
    case.refresh_from_db()
    assert case.lead_post_id is None
    assert Event.objects.filter(kind="duty", subject_id=duty.pk, name="duty.ended").count() == 1


def test_overlapping_periods_of_one_holder_are_refused_with_the_day(town: Town, clerk: Client) -> None:
    two(town)
    url = reverse("duties:assign") + "?kind=duty_cadre_courtyard"
    sent = {"things": [town.places["一号院"]], "post_id": town.posts["王建"].pk, "on": "2026-03-01"}
    answer = clerk.post(url, sent)
    assert answer.status_code == 422
    assert "时间有重叠" in answer.content.decode()
