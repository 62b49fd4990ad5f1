"""Editions: the last-placed are told, movement against the edition before, corrections beside the old, never in public."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from linli.clocks import notices
from linli.clocks.models import Notice
from linli.domain.access import SYSTEM
from linli.domain.periods import Kind, Period, period_of
from linli.indicators import queries, services
from linli.indicators.errors import NotNow, Published, Refused
from linli.indicators.models import CheckNotice, Edition
from linli.records.measures import Unit
from linli.records.time import frozen
from tests.indicators.conftest import LATER, closed
from tests.office import AT, Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MONTH = period_of(Kind.ASSESSMENT_MONTH, AT.date())


def drafted(town: Office, period: Period = MONTH, basis: str = "区考核办法", at: datetime = LATER) -> Edition:
    return services.draft(
        ranking="three_rates_ranking",
        area_id=town.city.areas["district"],
        period=period,
        basis=basis,
        actor=town.actor("officer"),
        at=at,
    )


def published(town: Office, edition: Edition, at: datetime) -> Edition:
    services.send_round(edition_id=edition.pk, actor=town.actor("officer"), at=at)
    later = at + timedelta(days=4)
    services.approve(edition_id=edition.pk, actor=town.actor("officer"), at=later)
    return services.publish(edition_id=edition.pk, actor=town.actor("officer"), at=later)


def two_places(town: Office, lake: str = "unsatisfied", willow: str = "satisfied") -> None:
    for _number in range(5):
        closed(town, satisfied=lake)
        closed(town, satisfied=willow, place="willow")


def places(edition: Edition) -> dict[str, tuple[int | None, int | None]]:
    return {row.name: (row.place, row.movement) for row in edition.rows.all()}


def test_the_last_placed_get_a_message_of_their_own_before_anything_is_published(town: Office) -> None:
    two_places(town)
    edition = drafted(town)
    assert places(edition)["湖光社区"][0] == 2
    services.send_round(edition_id=edition.pk, actor=town.actor("officer"), at=LATER)
    assert [row.unit_id for row in CheckNotice.objects.all()] == [town.city.areas["lake"]]
    notice = Notice.objects.get(code="edition.check")
    assert notice.body_id == town.city.bodies["lake_committee"].pk
    assert "末位" in notices.text(notice)
    assert notices.url(notice) == f"/figures/editions/{edition.pk}/"
    page = town.client("secretary").get(notices.url(notice)).content.decode()
    assert "提核对意见" in page
    assert not Notice.objects.filter(body_id=town.city.bodies["willow_committee"].pk, code="edition.check")


def test_a_draft_of_the_district_is_no_business_of_a_street_that_makes_tables_itself(town: Office) -> None:
    two_places(town)
    edition = drafted(town)
    address = f"/figures/editions/{edition.pk}/"
    clerk, officer = town.client("clerk"), town.client("officer")
    assert [one.get(address).status_code for one in (clerk, officer)] == [404, 200]
    services.send_round(edition_id=edition.pk, actor=town.actor("officer"), at=LATER)
    assert [one.get(address).status_code for one in (clerk, officer)] == [200, 200]


def test_nobody_is_told_where_nobody_is_ranked(town: Office) -> None:
    two_places(town)
    edition = drafted(town, basis="")
    services.send_round(edition_id=edition.pk, actor=town.actor("officer"), at=LATER)
    assert not edition.ranked
    assert [row.name for row in edition.rows.order_by("position")] == ["湖光社区", "芦花社区", "柳荫社区"]
    assert set(edition.rows.values_list("place", flat=True)) == {None}
    assert not CheckNotice.objects.exists()
    assert not Notice.objects.filter(code="edition.check").exists()
    page = town.client("officer").get(f"/figures/editions/{edition.pk}/").content.decode()
    assert "进展情况表（不排名）" in page


def test_movement_and_the_most_improved_are_told_against_the_edition_before(town: Office) -> None:
    two_places(town)
    first = published(town, drafted(town), LATER)
    assert places(first)["柳荫社区"] == (1, None)
    from linli.cases.models import Case

    now = LATER + timedelta(days=20)
    Case.objects.update(closed_at=AT - timedelta(days=400))
    before = set(Case.objects.values_list("pk", flat=True))
    two_places(town, lake="satisfied", willow="unsatisfied")
    Case.objects.exclude(pk__in=before).update(
        closed_at=AT + timedelta(days=12), reported_at=AT + timedelta(days=10)
    )
    second = published(town, drafted(town, MONTH.next(), at=now), now)
    assert places(second) == {"湖光社区": (1, 1), "柳荫社区": (2, -1), "芦花社区": (None, None)}
    page = queries.edition_page(second, town.city.scope("officer"))
    assert page.improved == ["湖光社区"]
    assert page.line.startswith("湖光社区")
    shown = town.client("officer").get(f"/figures/editions/{second.pk}/").content.decode()
    assert "↑1" in shown
    assert "↓1" in shown
    assert "进步最大：湖光社区" in shown


def test_a_published_edition_asked_to_change_refuses_and_a_correction_stands_beside_it(town: Office) -> None:
    two_places(town)
    old = published(town, drafted(town), LATER)
    kept = list(old.rows.values_list("name", "place", "score"))
    actor = town.actor("officer")
    at = LATER + timedelta(days=5)
    for step in (services.recompute, services.drop, services.approve, services.publish, services.send_round):
        with pytest.raises(Published):
            step(edition_id=old.pk, actor=actor, at=at)
    with pytest.raises(Published):
        services.adjust(
            edition_id=old.pk, unit=Unit("area", town.city.areas["lake"]), points=Decimal(1),
            reason="x", proof="y", actor=actor, at=at,
        )  # fmt: skip
    from linli.cases.models import Case

    Case.objects.filter(community=town.city.areas["lake"]).update(satisfied="satisfied")
    with pytest.raises(Refused):
        services.draft_correction(edition_id=old.pk, why=" ", actor=actor, at=at)
    new = services.draft_correction(edition_id=old.pk, why="5件回访录入有误", actor=actor, at=at)
    with pytest.raises(NotNow):
        services.draft_correction(edition_id=old.pk, why="再来", actor=actor, at=at)
    new = published(town, new, at)
    old.refresh_from_db()
    assert list(old.rows.values_list("name", "place", "score")) == kept
    assert queries.edition_page(old).unchanged
    changed = {
        one.name: (one.before, one.after, one.place_before, one.place_after)
        for one in queries.differences(new)
    }
    assert changed == {"湖光社区": ("60.00", "100.00", 2, 1)}
    client = town.client("officer")
    assert "已有更正通报" in client.get(f"/figures/editions/{old.pk}/").content.decode()
    told = client.get(f"/figures/editions/{new.pk}/difference/").content.decode()
    assert "60.00" in told
    assert "100.00" in told
    assert "更正通报" in client.get(f"/figures/editions/{new.pk}/").content.decode()
    from linli.indicators.services.editions import previous

    following = drafted(town, MONTH.next(), at=at + timedelta(days=10))
    assert previous(following) == new


def test_points_need_a_proof_and_objections_end_with_their_time(town: Office) -> None:
    two_places(town)
    edition = drafted(town)
    lake = Unit("area", town.city.areas["lake"])
    actor = town.actor("officer")
    with pytest.raises(Refused):
        services.adjust(
            edition_id=edition.pk,
            unit=lake,
            points=Decimal(50),
            reason="获表彰",
            proof=" ",
            actor=actor,
            at=LATER,
        )
    services.adjust(
        edition_id=edition.pk,
        unit=lake,
        points=Decimal(50),
        reason="获表彰",
        proof="表彰文件",
        actor=actor,
        at=LATER,
    )
    edition.refresh_from_db()
    assert places(edition)["湖光社区"][0] == 1
    services.send_round(edition_id=edition.pk, actor=actor, at=LATER)
    edition.refresh_from_db()
    assert edition.objections_until == LATER + timedelta(days=3)
    with pytest.raises(NotNow):
        services.object_to(
            edition_id=edition.pk, unit=lake, text="少算1件", actor=SYSTEM, at=LATER + timedelta(days=4)
        )
    row = services.object_to(edition_id=edition.pk, unit=lake, text="少算1件", actor=SYSTEM, at=LATER)
    with pytest.raises(NotNow):
        services.approve(edition_id=edition.pk, actor=actor, at=LATER + timedelta(days=4))
    services.answer_objection(
        objection_id=row.pk, upheld=False, answer="已核实无误", actor=actor, at=LATER + timedelta(days=1)
    )
    assert (
        services.approve(edition_id=edition.pk, actor=actor, at=LATER + timedelta(days=4)).state == "approved"
    )


def test_an_edition_is_never_public(town: Office) -> None:
    two_places(town)
    edition = published(town, drafted(town), LATER)
    for page in (f"/figures/editions/{edition.pk}/", "/figures/rankings/"):
        assert Client().get(page).status_code in (302, 403)


def test_who_makes_tables_and_who_approves_them_find_them_on_today(town: Office) -> None:
    two_places(town)
    edition = drafted(town)
    late = {"late": "1"}
    officer = town.client("officer")
    assert "核对期" not in officer.get("/", late).content.decode()
    services.send_round(edition_id=edition.pk, actor=town.actor("officer"), at=LATER)
    services.object_to(
        edition_id=edition.pk,
        unit=Unit("area", town.city.areas["lake"]),
        text="有两件不是我们的",
        actor=town.actor("secretary"),
        at=LATER,
    )
    page = officer.get("/", late).content.decode()
    assert "核对期" in page
    assert "异议1条待答复" in page
    assert f"/figures/editions/{edition.pk}/" in page
    assert "待审定" not in page
    with frozen(LATER + timedelta(days=30)):
        over = town.client("supervisor").get("/", late).content.decode()
        assert "待审定" in over
        assert "核对期" not in over
    # The secretary neither makes nor approves tables.
    assert "核对期" not in town.client("secretary").get("/", late).content.decode()
