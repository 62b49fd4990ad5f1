"""Courtyard governance: set up, read as of a day, contracts, programmes; the pages that show it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.areas import services as areas
from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from linli.organizations import governance, services
from linli.organizations.errors import Refused
from linli.organizations.models import Appointment, Organization, OrgAreaLink, Tree
from linli.records.time import frozen
from tests import cast

DAY = cast.DAY
LATER = cast.AT + timedelta(days=30)
MECHANISMS = ("courtyard_three_layers", "courtyard_self_government", "one_core_two_wings", "two_way_entry")


@pytest.fixture
def courts(city: cast.City) -> list[int]:
    """Three courtyards of the lake community, which works by the arrangements of governance."""
    mechanisms.sync(actor=SYSTEM, at=cast.AT)
    for name in MECHANISMS:
        mechanisms.roll_out(mechanism=name, area_id=city.areas["city"], actor=SYSTEM, at=cast.AT)
    made = []
    for number in (1, 2, 3):
        row = areas.create_place(
            parent_id=city.areas["lake"], level="estate", kind="courtyard", name=f"{number}号院",
            actor=SYSTEM, at=cast.AT, invented=True,
        )  # fmt: skip
        made.append(row.pk)
    return made


def set_up(areas_: list[int], *, branch: str = "", head: str = "", committee: str = "") -> list[Organization]:
    return services.set_up_courtyard(
        areas=areas_, branch=branch, head=head, head_phone="", committee=committee, actor=SYSTEM, at=cast.AT
    )


def covered(kind: str, area: int, on: date) -> tuple[int, int]:
    found = governance.read(governance.shipped(kind), [area], on).total
    return len(found.covered), found.objects


@pytest.mark.databases
def test_a_joint_branch_is_one_body_and_covers_what_it_is_linked_to(
    city: cast.City, courts: list[int]
) -> None:
    branch = set_up(courts[:2], branch="联合支部")[0]
    found = governance.read(governance.shipped("courtyard_branch_coverage"), [city.areas["lake"]], DAY)
    assert (branch.kind, branch.area_id) == ("joint_branch", city.areas["lake"])
    assert (len(found.total.covered), found.total.objects, found.bodies) == (2, 3, {"joint_branch": 1})
    assert [line.name for line in found.lines if line.missing] == ["3号院"]
    assert found.lines[0].missing


def test_the_branch_of_the_community_covers_no_courtyard_by_itself(
    city: cast.City, courts: list[int]
) -> None:
    services.create_organization(
        name="社区支部", kind="party_branch", area_id=city.areas["lake"], actor=SYSTEM, at=cast.AT
    )
    assert covered("courtyard_branch_coverage", city.areas["lake"], DAY) == (0, 3)


def test_a_head_and_a_committee_belong_to_one_courtyard(city: cast.City, courts: list[int]) -> None:
    with pytest.raises(Refused, match="逐个楼院"):
        set_up(courts[:2], branch="联合支部", head="林秀")
    with pytest.raises(Refused, match="至少填写一项"):
        set_up(courts[:1])
    assert not Organization.objects.filter(name="联合支部").exists()


def test_a_head_who_leaves_is_a_gap_from_that_day_on(city: cast.City, courts: list[int]) -> None:
    set_up(courts[:1], head="林秀")
    row = Appointment.objects.get(post__role="courtyard_head")
    services.end_appointment(appointment_id=row.pk, actor=SYSTEM, at=LATER, on=LATER.date())
    assert covered("courtyard_head_coverage", city.areas["lake"], LATER.date() - timedelta(days=1)) == (1, 3)
    assert covered("courtyard_head_coverage", city.areas["lake"], LATER.date()) == (0, 3)


def test_only_places_that_work_by_it_are_the_base(city: cast.City, courts: list[int]) -> None:
    mechanisms.roll_out(mechanism="room_and_person", area_id=city.areas["reed"], actor=SYSTEM, at=cast.AT)
    assert covered("room_person_coverage", city.areas["east"], DAY) == (0, 1)


@pytest.mark.databases
def test_an_estate_has_one_contract_at_a_time_and_the_link_ends_with_it(city: cast.City) -> None:
    both = {"company_id": city.bodies["company"].pk, "area_id": city.areas["garden"], "kind": "owners"}
    row = services.sign_contract(**both, on=DAY, until=date(2028, 1, 5), actor=SYSTEM, at=cast.AT)
    with pytest.raises(Refused, match="请先终止原合同"):
        services.sign_contract(**both, on=date(2027, 1, 1), until=date(2029, 1, 1), actor=SYSTEM, at=cast.AT)
    services.end_contract(contract_id=row.pk, on=date(2026, 6, 1), actor=SYSTEM, at=LATER)
    link = OrgAreaLink.objects.get(organization=city.bodies["company"], area=city.areas["garden"])
    assert link.valid_to == date(2026, 6, 1)
    with pytest.raises(Refused, match="不是物业服务企业"):
        services.sign_contract(
            company_id=city.bodies["urban"].pk, area_id=city.areas["garden"], kind="owners",
            on=date(2026, 7, 1), until=date(2027, 1, 1), actor=SYSTEM, at=LATER,
        )  # fmt: skip


def test_a_contract_stands_at_an_estate(city: cast.City) -> None:
    with pytest.raises(Refused, match="登记到小区"):
        services.sign_contract(
            company_id=city.bodies["company"].pk, area_id=city.areas["lake"], kind="owners",
            on=DAY, until=date(2027, 1, 1), actor=SYSTEM, at=cast.AT,
        )  # fmt: skip


def test_an_ordinary_body_does_not_end_as_a_programme(city: cast.City) -> None:
    with pytest.raises(Refused, match="只有临时机构"):
        services.end_programme(organization_id=city.bodies["company"].pk, actor=SYSTEM, at=LATER)


def test_a_programme_ends_with_all_its_seats_and_nobody_leaves_home(city: cast.City) -> None:
    top, team = services.found_many(
        rows=[
            services.NewBody("临时总支", "temporary_general_branch", city.areas["district"]),
            services.NewBody("突击队", "commando_team", city.areas["district"]),
        ],
        actor=SYSTEM,
        at=cast.AT,
    )
    services.put_under(child_id=team.pk, parent_id=top.pk, tree=Tree.TEMPORARY, actor=SYSTEM, at=cast.AT)
    person = city.people["handler"]
    seat = services.NewSeat(team.pk, "队员", "line_officer", person_id=person.pk)
    services.seat_many(rows=[seat], actor=SYSTEM, at=cast.AT)
    ended = services.end_programme(organization_id=top.pk, actor=SYSTEM, at=LATER)
    assert {body.pk for body in ended} == {top.pk, team.pk}
    held = Appointment.objects.filter(person=person, valid_to__gt=LATER.date())
    assert [row.post_id for row in held] == [city.posts["handler"].pk]


def test_a_loan_needs_its_approval_and_its_end_in_bulk_too(city: cast.City) -> None:
    seat = services.NewSeat(city.bodies["urban"].pk, "抽调", "line_officer", name="高伟", kind="secondment")
    with pytest.raises(Refused, match="批准依据"):
        services.seat_many(rows=[seat], actor=SYSTEM, at=cast.AT)


def test_one_name_stands_once_at_a_place(city: cast.City, courts: list[int]) -> None:
    rows = [services.NewBody("院支部", "party_branch", courts[0])] * 2
    with pytest.raises(Refused, match="已经有一个叫"):
        services.found_many(rows=rows, actor=SYSTEM, at=cast.AT)


def entered(city: cast.City, post: str) -> Client:
    city.login(post)
    client = Client()
    client.post("/accounts/login/", {"username": post, "password": cast.PASSWORD})
    return client


def test_the_pages_show_figures_and_gaps(
    city: cast.City, courts: list[int], django_assert_max_num_queries
) -> None:
    set_up(courts[:2], branch="联合支部")
    with frozen(LATER):
        client = entered(city, "clerk")
        url = reverse("organizations:governance")
        client.get(url)
        with django_assert_max_num_queries(12):
            page = client.get(url).content.decode()
        assert "late=1" in page
        with django_assert_max_num_queries(12):
            cards = client.get(f"{url}?late=1", headers={"HX-Request": "true"}).content.decode()
        assert "2／3" in cards
        assert "66.7%" in cards
        assert "<html" not in cards
        assert "2／3" in client.get(f"{url}?late=1").content.decode()
        for kind in (
            "courtyard_branch_coverage", "courtyard_head_coverage", "cross_appointment_check", "triad_coverage",
        ):  # fmt: skip
            one = reverse("organizations:governance_kind", args=[kind])
            with django_assert_max_num_queries(12):
                answer = client.get(one)
            assert answer.status_code == 200, kind
        with django_assert_max_num_queries(12):
            sources = client.get(f"{one}?late=1", headers={"HX-Request": "true"}).content.decode()
        assert "党员中心户" in sources
        with django_assert_max_num_queries(12):
            assert client.get(reverse("organizations:contracts")).status_code == 200
        assert client.get(reverse("organizations:governance_kind", args=["nothing"])).status_code == 404
        assert client.get(reverse("organizations:contracts")).status_code == 200
        assert client.get(reverse("organizations:contract_new")).status_code == 200
        place = client.get(reverse("desk:place", args=[courts[0]])).content.decode()
        assert "联合支部" in place


def test_setting_up_in_a_form_stays_in_ones_own_street(city: cast.City, courts: list[int]) -> None:
    with frozen(LATER):
        client = entered(city, "clerk")
        url = reverse("organizations:set_up")
        answer = client.post(url, {"areas": "1号院\n2号院", "branch": "联合支部"})
        assert answer.status_code == 302
        assert Organization.objects.get(name="联合支部").kind == "joint_branch"
        answer = client.post(url, {"areas": "湖光社区", "branch": "错"})
        assert answer.status_code == 422
