"""Series on their pages: listed, changed, ended; who was there by name, photos and the signed sheet; no score."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from linli.accounts import policy
from linli.activities import ledger, services, showing
from linli.activities.models import Attendance, Series, Session
from linli.domain.access import SYSTEM
from linli.organizations.errors import Refused
from linli.records import keys
from linli.records import time as clock
from linli.records.errors import Conflict
from linli.records.models import Attachment, Event
from linli.rolls import services as rolls
from tests.rolls.conftest import AT, DAY, Rolled
from tests.rolls.entered import enter, leave_all, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _still(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.LINLI_FILES, settings.LINLI_KEYS = tmp_path / "files", tmp_path / "keys"
    keys.forget()
    leave_all()
    with clock.frozen(AT):
        yield
    keys.forget()


@pytest.fixture
def monthly(rolled: Rolled) -> Series:
    """The joint day on the 5th: sessions since September, the last one on 5 November."""
    return services.create_series(
        kind="joint_day_activity", title="组织生活日", area_id=rolled.city.areas["lake"], first=date(2026, 9, 1),
        actor=rolled.secretary, at=AT,
    )  # fmt: skip


def past(monthly: Series) -> Session:
    return monthly.sessions.get(on=date(2026, 11, 5))


def member(rolled: Rolled, name: str, area: str = "lake") -> int:
    row = rolls.apply_by_name(
        name=name,
        kind="member_roll",
        area_id=rolled.city.areas[area],
        actor=SYSTEM,
        at=AT,
        on=date(2026, 10, 1),
    )
    rolls.receive(membership_id=row.pk, actor=SYSTEM, at=AT, on=date(2026, 10, 1))
    return row.person_id or 0


def test_the_list_shows_rhythm_and_next_session(rolled: Rolled, monthly: Series) -> None:
    secretary = enter(rolled, "secretary")
    with CaptureQueriesContext(connection) as caught:
        page = text(secretary, "activities:series", sort="-title", q="组织")
    assert len(caught) <= 12, "\n".join(row["sql"][:150] for row in caught)
    assert "每月5日 09:00" in page
    assert "12月5日 星期六" in page
    assert "没有系列活动" in text(secretary, "activities:series", state="over")
    session = reverse("activities:page", args=[past(monthly).pk])
    with CaptureQueriesContext(connection) as caught:
        page = text(secretary, "activities:series_page", monthly.pk)
    assert session in page
    assert len(caught) <= 12, "\n".join(row["sql"][:150] for row in caught)
    assert "在湖光社区安排了系列活动" in text(secretary, "activities:series_page", monthly.pk, history="1")
    (row,) = ledger._series_rows(rolled.city.scope("secretary"), {}, AT)
    assert (row["rhythm"], row["next"]) == ("每月5日 09:00", date(2026, 12, 5))


def test_another_street_sees_no_series(rolled: Rolled, monthly: Series) -> None:
    stranger = enter(rolled, "willow_secretary")
    page = reverse("activities:series_page", args=[monthly.pk])
    assert page in text(enter(rolled, "secretary"), "activities:series")
    assert page not in text(stranger, "activities:series")
    assert stranger.get(reverse("activities:series_page", args=[monthly.pk])).status_code == 404
    assert stranger.post(reverse("activities:series_end", args=[monthly.pk]), {}).status_code == 404


def test_a_changed_series_takes_the_sessions_to_come_with_it(rolled: Rolled, monthly: Series) -> None:
    secretary = enter(rolled, "secretary")
    url = reverse("activities:series_edit", args=[monthly.pk])
    sent = {
        "title": "党员活动日",
        "spot": "二楼会议室",
        "time": "15:30",
        "version": monthly.version,
        "request_key": "k",
    }
    assert secretary.post(url, sent).status_code == secretary.post(url, sent).status_code == 302
    coming = monthly.sessions.get(on=date(2026, 12, 5))
    assert (coming.title, coming.spot, coming.starts_at.hour) == ("党员活动日", "二楼会议室", 7)
    assert past(monthly).title == "组织生活日"
    assert Event.objects.filter(name="activity_series.changed").count() == 1
    stale = secretary.post(url, {**sent, "request_key": "other"})
    assert stale.status_code in (409, 422)


def test_a_session_moved_by_hand_keeps_its_own_hour_and_spot(rolled: Rolled, monthly: Series) -> None:
    coming = monthly.sessions.get(on=date(2026, 12, 5))
    evening = coming.starts_at.replace(hour=11)
    services.move_session(
        session_id=coming.pk, starts_at=evening, spot="小广场", reason="白天上班", actor=SYSTEM, at=AT
    )
    services.change_series(
        series_id=monthly.pk, title="党员活动日", spot="二楼", time=time(15, 30), actor=SYSTEM, at=AT
    )
    coming.refresh_from_db()
    assert (coming.title, coming.spot, coming.starts_at) == ("党员活动日", "小广场", evening)
    later = monthly.sessions.filter(on__gt=coming.on).first()
    assert later is None or (later.spot, later.starts_at.hour) == ("二楼", 7)


def test_a_session_moved_to_another_day_at_the_usual_hour_keeps_it(rolled: Rolled, monthly: Series) -> None:
    coming = monthly.sessions.get(on=date(2026, 12, 5))
    sixth = coming.starts_at + timedelta(days=1)
    services.move_session(session_id=coming.pk, starts_at=sixth, reason="让开会议", actor=SYSTEM, at=AT)
    services.change_series(
        series_id=monthly.pk, title="党员活动日", spot="二楼", time=time(15, 30), actor=SYSTEM, at=AT
    )
    coming.refresh_from_db()
    assert (coming.title, coming.starts_at) == ("党员活动日", sixth)
    assert monthly.sessions.get(on=date(2027, 1, 5)).starts_at.hour == 7  # 15:30 in China


def test_a_last_day_cancels_what_is_planned_after_it(rolled: Rolled, monthly: Series) -> None:
    given = {"title": "组织生活日", "spot": "", "time": time(9), "actor": rolled.secretary, "at": AT}
    services.change_series(series_id=monthly.pk, last=date(2026, 12, 20), **given)
    assert monthly.sessions.get(on=date(2027, 1, 5)).state == "cancelled"
    assert monthly.sessions.get(on=date(2026, 12, 5)).state == "planned"
    with pytest.raises(Refused):
        services.change_series(series_id=monthly.pk, last=date(2026, 1, 1), **given)
    with pytest.raises(Conflict):
        services.change_series(series_id=monthly.pk, version=1, **given)


def test_a_series_ends_on_its_page_once(rolled: Rolled, monthly: Series) -> None:
    secretary = enter(rolled, "secretary")
    url = reverse("activities:series_end", args=[monthly.pk])
    sent = {"on": DAY.isoformat(), "reason": "换了安排", "request_key": "e"}
    assert secretary.post(url, sent).status_code == secretary.post(url, sent).status_code == 302
    assert set(monthly.sessions.filter(on__gt=DAY).values_list("state", flat=True)) == {"cancelled"}
    assert Event.objects.filter(name="activity_series.ended").count() == 1


def test_who_was_there_is_ticked_by_name_from_the_roll(rolled: Rolled, monthly: Series) -> None:
    here, other, far = (
        member(rolled, "欧阳测试"),
        member(rolled, "上官测试"),
        member(rolled, "司马测试", "willow"),
    )
    secretary, session = enter(rolled, "secretary"), past(monthly)
    url = reverse("activities:people", args=[session.pk])
    page = secretary.get(url).content.decode()
    assert "欧阳测试" in page
    assert "司马测试" not in page
    sent = {"people_named": [here, other], "version": session.version, "request_key": "n"}
    assert secretary.post(url, sent).status_code == secretary.post(url, sent).status_code == 302
    assert set(Attendance.objects.values_list("person_id", flat=True)) == {here, other}
    session.refresh_from_db()
    assert session.people is None
    less = {"people_named": [other], "version": session.version}
    assert secretary.post(url, less).status_code == 302
    assert list(Attendance.objects.values_list("person_id", flat=True)) == [other]
    session.refresh_from_db()
    strange = {"people_named": [far], "version": session.version}
    assert secretary.post(url, strange).status_code == 422


def test_a_member_s_name_is_for_those_who_keep_his_roll(rolled: Rolled, monthly: Series) -> None:
    person = member(rolled, "欧阳测试")
    services.name_people(
        session_id=past(monthly).pk, person_ids=[person], offered=[person], actor=rolled.secretary, at=AT
    )
    assert "欧阳测试" in text(enter(rolled, "secretary"), "activities:page", past(monthly).pk)
    other = text(enter(rolled, "clerk"), "activities:page", past(monthly).pk)
    assert "欧阳测试" not in other
    assert "另有1名党员到会" in other


def test_nobody_strikes_out_whom_he_does_not_see(rolled: Rolled, monthly: Series) -> None:
    person, other = member(rolled, "欧阳测试"), member(rolled, "上官测试")
    given = {"session_id": past(monthly).pk, "actor": rolled.secretary, "at": AT}
    services.name_people(person_ids=[person], offered=[person], **given)
    services.name_people(person_ids=[], offered=[other], **given)
    assert Attendance.objects.get().person_id == person
    with pytest.raises(Refused):
        services.name_people(person_ids=[person], offered=[other], **given)


def test_a_session_to_come_has_no_attendance_and_no_files(rolled: Rolled, monthly: Series) -> None:
    coming = monthly.sessions.get(on=date(2026, 12, 5))
    with pytest.raises(Refused):
        services.name_people(session_id=coming.pk, person_ids=[], offered=[], actor=SYSTEM, at=AT)
    with pytest.raises(Refused):
        services.add_file(session_id=coming.pk, upload=photo(), kind="photo", actor=SYSTEM, at=AT)


def photo() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, "JPEG")
    out.seek(0)
    out.name = "a.jpg"  # type: ignore[attr-defined]
    return out


def test_a_photo_and_the_signed_sheet_are_kept_with_the_session(rolled: Rolled, monthly: Series) -> None:
    secretary, session = enter(rolled, "secretary"), past(monthly)
    url = reverse("activities:file", args=[session.pk])
    assert "multipart/form-data" in secretary.get(url).content.decode()
    for kind in ("photo", "sign_in_sheet"):
        for _time in range(2):  # over a bad line
            sent = {"kind": kind, "file": photo(), "request_key": kind}
            assert secretary.post(url, sent).status_code == 302
    assert Attachment.objects.count() == 2
    kept = {row.kind: row for row in Attachment.objects.all()}
    assert set(kept) == {"photo", "sign_in_sheet"}
    page = text(secretary, "activities:page", session.pk)
    assert reverse("records:file", args=[kept["photo"].pk]) in page
    assert secretary.get(reverse("records:file", args=[kept["sign_in_sheet"].pk])).status_code == 200
    stranger = enter(rolled, "willow_secretary")
    assert stranger.get(reverse("records:file", args=[kept["photo"].pk])).status_code in (403, 404)
    looking = replace(rolled.city.scope("secretary"), roles=frozenset({"city_leader"}))
    assert not policy.allows(looking, "activity.record", session)
    assert [one.kind for one in showing.files(looking, session)] == ["photo"]
    bad = io.BytesIO(b"MZ this is no picture")
    bad.name = "a.jpg"  # type: ignore[attr-defined]
    assert secretary.post(url, {"kind": "photo", "file": bad}).status_code == 422


def test_a_session_keeps_so_many_files_and_no_more(
    rolled: Rolled, monthly: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli.activities.services import attending

    monkeypatch.setattr(attending, "MOST_FILES", 1)
    given = {"session_id": past(monthly).pk, "kind": "photo", "actor": SYSTEM, "at": AT}
    services.add_file(upload=photo(), **given)
    with pytest.raises(Refused):
        services.add_file(upload=photo(), **given)
    with pytest.raises(Refused):
        services.add_file(upload=photo(), **{**given, "kind": "score"})


def test_no_page_of_activities_ranks_or_scores(rolled: Rolled, monthly: Series) -> None:
    person = member(rolled, "欧阳测试")
    services.name_people(
        session_id=past(monthly).pk,
        person_ids=[person],
        offered=[person],
        actor=SYSTEM,
        at=AT + timedelta(hours=1),
    )
    for name, args in (("activities:counts", ()), ("activities:page", (past(monthly).pk,))):
        page = text(enter(rolled, "secretary"), name, *args)
        assert not any(word in page for word in ("得分", "积分", "排名第", "出勤率"))
