"""Bodies in several trees, linked to places, found as responsible; the gaps between them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.domain.access import SYSTEM
from linli.organizations import queries, services, trees
from linli.organizations.errors import Refused
from linli.organizations.models import Appointment, Organization, OrgEdge
from linli.records.models import Span
from tests import cast

NEXT, LATER = date(2026, 3, 1), date(2026, 6, 1)
pytestmark = pytest.mark.django_db


def under(
    child: Organization, parent: Organization, on: date = cast.DAY, tree: str = "administrative"
) -> OrgEdge:
    return services.put_under(
        child_id=child.pk, parent_id=parent.pk, tree=tree, on=on, actor=SYSTEM, at=cast.AT
    )


def test_a_body_has_one_parent_per_tree_and_day(city: cast.City) -> None:
    lake, east, west = (city.bodies[key] for key in ("lake_committee", "east_office", "west_office"))
    under(lake, east)
    under(lake, west, NEXT)
    under(lake, city.bodies["urban"], cast.DAY, tree="party")
    assert [body.pk for _tree, body in queries.parents(lake.pk, cast.DAY)] == [
        east.pk,
        city.bodies["urban"].pk,
    ]
    assert [body.pk for _tree, body in queries.parents(lake.pk, NEXT)] == [west.pk, city.bodies["urban"].pk]


def test_a_circle_is_refused_whatever_its_length(city: cast.City) -> None:
    one, two, three = (city.bodies[key] for key in ("lake_committee", "east_office", "urban"))
    under(one, two)
    under(two, three)
    with pytest.raises(Refused, match="绕成一圈"):
        under(three, one)
    with pytest.raises(Refused, match="不能隶属于它自己"):
        under(one, one)


def test_a_day_before_a_recorded_change_is_refused(city: cast.City) -> None:
    lake = city.bodies["lake_committee"]
    under(lake, city.bodies["east_office"], LATER)
    with pytest.raises(Refused, match="2026-06-01起已经登记了另一个上级"):
        under(lake, city.bodies["west_office"], NEXT)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 28)), max_size=12))
def test_no_order_of_moves_makes_a_circle_or_two_parents(
    city: cast.City, moves: list[tuple[int, int, int]]
) -> None:
    OrgEdge.objects.all().delete()
    bodies = list(city.bodies.values())
    for child, parent, day in moves:
        try:
            under(bodies[child], bodies[parent], date(2026, 2, day))
        except Refused:
            continue
    for on in (date(2026, 2, 1), date(2026, 2, 14), date(2026, 3, 1)):
        for body in bodies:
            above = trees.parents(body.pk, tree="administrative", on=on)
            assert body.pk not in above
            assert len(above) < trees.MAX_DEPTH
            assert len(queries.parents(body.pk, on)) <= 1


def test_a_new_name_keeps_the_old_one_in_its_time(city: cast.City) -> None:
    lake = city.bodies["lake_committee"]
    services.rename_organization(
        organization_id=lake.pk, name="湖光社区居民委员会", actor=SYSTEM, at=cast.AT.replace(month=3)
    )
    spans = Span.objects.filter(kind="organization", subject_id=lake.pk, field="name").order_by("valid_from")
    assert [span.value for span in spans] == ["湖光社区居委会", "湖光社区居民委员会"]


def test_two_bodies_of_one_name_at_one_place_are_refused(city: cast.City) -> None:
    with pytest.raises(Refused, match="已经有一个叫"):
        services.create_organization(
            name=" 湖光社区居委会 ",
            kind="community_committee",
            area_id=city.areas["lake"],
            actor=SYSTEM,
            at=cast.AT,
        )


@pytest.mark.parametrize(
    ("values", "said", "field"),
    [
        ({"name": ""}, "请填写名称", "name"),
        ({"name": "\u202e\u0007 "}, "请填写名称", "name"),
        ({"name": "很" * 61}, "最多60个字", "name"),
        ({"kind": "spaceship"}, "没有「spaceship」这种单位类别", "kind"),
        ({"area_id": 987654}, "找不到这个地点", "area"),
        ({"credit_code": "12110000400000000X"}, "统一社会信用代码不对", "credit_code"),
        ({"phone": "call me"}, "电话只能填数字", "phone"),
    ],
)
def test_bad_input_gets_a_sentence_in_its_place(
    city: cast.City, values: dict[str, object], said: str, field: str
) -> None:
    good: dict[str, object] = {"name": "新单位", "kind": "department", "area_id": city.areas["lake"]}
    with pytest.raises(Refused, match=said) as refused:
        services.create_organization(**(good | values), actor=SYSTEM, at=cast.AT)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_credit_code_belongs_to_one_body(city: cast.City) -> None:
    code = "91350100M000100Y43"
    services.change_organization(
        organization_id=city.bodies["company"].pk, credit_code=code.lower(), actor=SYSTEM, at=cast.AT
    )
    with pytest.raises(Refused, match="已登记在「湖光花园物业服务中心」名下"):
        services.change_organization(
            organization_id=city.bodies["urban"].pk, credit_code=code, actor=SYSTEM, at=cast.AT
        )


def test_a_body_with_people_cannot_end(city: cast.City) -> None:
    with pytest.raises(Refused, match="还有2个岗位在任"):
        services.end_organization(
            organization_id=city.bodies["lake_committee"].pk, on=NEXT, actor=SYSTEM, at=cast.AT
        )


def test_an_ended_body_takes_its_links_and_edges_along(city: cast.City) -> None:
    body = city.bodies["hall"]
    under(body, city.bodies["urban"])
    services.link_area(
        organization_id=body.pk, area_id=city.areas["city"], kind="serves", actor=SYSTEM, at=cast.AT
    )
    act = Appointment.objects.get(post=city.posts["supervisor"])
    services.end_appointment(appointment_id=act.pk, on=NEXT, actor=SYSTEM, at=cast.AT)
    services.end_organization(organization_id=body.pk, on=NEXT, actor=SYSTEM, at=cast.AT)
    assert queries.parents(body.pk, NEXT) == []
    assert queries.links_of(body.pk, NEXT) == []
    assert len(queries.links_of(body.pk, cast.DAY)) == 1


def test_the_nearest_body_answers(city: cast.City) -> None:
    found = queries.responsible_for(city.areas["garden"], None, cast.DAY)
    assert [item.organization.name for item in found[:3]] == [
        "湖光花园物业服务中心",
        "湖光社区居委会",
        "东湖街道办事处",
    ]
    asked = queries.responsible_for(city.areas["garden"], ["dept_urban_management"], cast.DAY)
    assert [(item.organization.name, item.by, item.distance) for item in asked] == [
        ("湖滨区城管局", "seat", 3)
    ]


def test_a_linked_body_goes_before_one_that_only_sits_there(city: cast.City) -> None:
    services.link_area(
        organization_id=city.bodies["urban"].pk,
        area_id=city.areas["lake"],
        kind="responsible",
        actor=SYSTEM,
        at=cast.AT,
    )
    found = queries.responsible_for(city.areas["lake"], None, cast.DAY)
    assert found[0].organization.name == "湖滨区城管局"


def test_what_nobody_claims_falls_to_the_fallback_else_to_the_street(city: cast.City) -> None:
    assert str(queries.fallback_for(city.areas["garden"], cast.DAY)) == "东湖街道办事处"
    services.link_area(
        organization_id=city.bodies["lake_committee"].pk,
        area_id=city.areas["lake"],
        kind="fallback",
        actor=SYSTEM,
        at=cast.AT,
    )
    assert str(queries.fallback_for(city.areas["garden"], cast.DAY)) == "湖光社区居委会"
    with pytest.raises(Refused, match="兜底单位已经是"):
        services.link_area(
            organization_id=city.bodies["urban"].pk,
            area_id=city.areas["lake"],
            kind="fallback",
            actor=SYSTEM,
            at=cast.AT,
        )


def test_gaps_are_places_without_a_body_or_with_empty_seats(city: cast.City) -> None:
    def found(on: date) -> list[tuple[str, str]]:
        return [(gap.area.name, gap.reason) for gap in queries.gaps(city.areas["city"], on)]

    assert found(cast.DAY) == [("纺织家属院", "no_body"), ("芦花社区", "no_body")]
    act = Appointment.objects.get(post=city.posts["willow_secretary"])
    services.end_appointment(appointment_id=act.pk, on=NEXT, actor=SYSTEM, at=cast.AT)
    assert ("柳荫社区", "no_holder") in found(NEXT)
    assert ("柳荫社区", "no_holder") not in found(cast.DAY)


def test_gaps_need_few_queries(city: cast.City, django_assert_max_num_queries: pytest.fixture) -> None:
    with django_assert_max_num_queries(5):
        queries.gaps(city.areas["city"], cast.DAY)


def test_search_takes_parts_initials_and_codes(city: cast.City) -> None:
    def names(text: str) -> set[str]:
        return {row.name for row in queries.search_bodies(text, on=cast.DAY)}

    assert names("湖光") == {"湖光社区居委会", "湖光花园物业服务中心"}
    assert "湖光社区居委会" in names("hg")
    assert names("不存在") == set()
