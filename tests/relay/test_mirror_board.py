"""The window board: what the forms outside need, nothing that names a person; outside it is kept as it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from linli.areas import grams
from linli.areas import queries as areas
from linli.areas import services as placing
from linli.areas.models import Area, AreaGram, AreaSpan, Plate
from linli.cases.models import Case
from linli.domain.access import PUBLIC, SYSTEM
from linli.mechanisms.models import Adoption, InForce
from linli.mechanisms.services import syncing
from linli.organizations import services as organizations
from linli.organizations.models import Organization, OrgAreaLink, Person
from linli.records.fields import EncryptedText
from linli.relay import board as boards
from linli.relay.board import PARTS
from linli.relay.format import Content, decode, encode
from linli.relay.models import Batch
from linli.relay.services import mirroring
from tests import cast
from tests.office import AT, Office
from tests.relay.conftest import Zones

#: Rooms whose rows may stand outside: places, bodies, mechanisms.
PUBLIC_WORK = {"areas", "organizations", "mechanisms"}


def phoned(office: Office) -> None:
    body = office.city.bodies["lake_committee"]
    Organization.objects.filter(pk=body.pk).update(phone="0990-1234567")


@pytest.fixture
def town(db: None) -> dict[str, int]:
    """Places, two bodies and the mechanisms, without posts or cases: what an outer zone holds too."""
    made = cast.places()
    syncing.sync()
    for name, place in (("湖光社区居委会", "lake"), ("芦花社区居委会", "reed")):
        body = organizations.create_organization(
            name=name, kind="community_committee", area_id=made[place], actor=SYSTEM, at=cast.AT
        )
        Organization.objects.filter(pk=body.pk).update(phone="0990-1234567")
        organizations.link_area(
            organization_id=body.pk, area_id=made[place], kind="responsible", actor=SYSTEM, at=cast.AT
        )
    return made


def test_no_column_of_the_board_is_personal() -> None:
    """Walked over the models: no encrypted column, no person, user, post or case, and no key that leads to one."""
    named = {model for model in apps.get_models() if model._meta.app_label == "accounts"} | {Person, Case}
    for part in PARTS:
        assert part.model._meta.app_label in PUBLIC_WORK, part.name
        assert part.model not in named
        for name in part.fields:
            field: Any = part.model._meta.get_field(name)
            assert not isinstance(field, EncryptedText), (part.name, name)
            target = field.related_model
            assert target is None or (target not in named and target._meta.model_name != "post"), name


def test_nothing_of_people_and_cases_stands_on_it(office: Office) -> None:
    phoned(office)
    office.passed()
    Person.objects.update(work_phone="0990-7654321")
    text = json.dumps(boards.build(AT), ensure_ascii=False)
    assert "0990-1234567" in text
    for person in office.city.people.values():
        assert person.name not in text, person.name
    for hidden in ("0990-7654321", "13800138000", "王某", "更换灯泡两只", "路灯由城管局管护"):
        assert hidden not in text, hidden
    case = Case.objects.get()
    assert case.receipt not in text
    assert case.code not in text


def test_it_is_sent_once_and_again_when_it_changed(office: Office, zones: Zones) -> None:
    assert len(zones.send("inner", board=True)) == 1
    assert zones.send("inner", board=True) == []
    placing.rename(area_id=office.city.areas["garden"], name="湖光新苑", actor=SYSTEM, at=AT)
    assert len(zones.send("inner", board=True)) == 1
    with zones.side("inner"):
        told = decode(zones.out("inner")[-1].read_bytes(), "outward").board
    assert told is not None
    assert any("湖光新苑" in row for row in told["spans"])


def test_the_outer_zone_takes_it_as_it_stands(town: dict[str, int]) -> None:
    """On one database: everything mirrored is spoilt, then the board puts it right, ids and search too."""
    garden, court = town["garden"], town["court"]
    plate = placing.add_plate(area_id=garden, actor=PUBLIC, at=AT)
    board = boards.build(AT)
    OrgAreaLink.objects.all().delete()
    Plate.objects.update(short_code="SPOILT")
    AreaSpan.objects.filter(area_id=garden).update(name="不对的名字")
    AreaSpan.objects.filter(area_id=court).delete()
    Organization.objects.update(phone="")
    Adoption.objects.all().delete()
    InForce.objects.filter(mechanism__in=boards.homes()).delete()
    mirroring.take_board(board)
    assert boards.build(AT) == board
    assert Plate.objects.get().short_code == plate.short_code
    assert [hit.area_id for hit in areas.search("湖光花园", None)] == [garden]
    assert [hit.area_id for hit in areas.search("纺织家属院", None)] == [court]
    page = Client().get(reverse("window:contact") + f"?place={garden}").content.decode()
    assert "0990-1234567" in page


def test_an_unchanged_board_writes_nothing(town: dict[str, int], django_assert_max_num_queries: Any) -> None:
    board = boards.build(AT)
    with django_assert_max_num_queries(25) as asked:
        mirroring.take_board(board)
    changed = [
        q["sql"] for q in asked.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert changed
    assert not any("areas_" in sql or "organizations_" in sql for sql in changed)


def test_places_and_bodies_that_are_gone_inside_are_gone_outside(town: dict[str, int]) -> None:
    before = boards.build(AT)
    reed = next(row[0] for row in before["bodies"] if row[1] == "芦花社区居委会")
    board = {**before, "bodies": [row for row in before["bodies"] if row[0] != reed]}
    board["links"] = [row for row in before["links"] if row[1] != reed]
    board["areas"] = [row for row in before["areas"] if row[0] != town["court"]]
    board["spans"] = [row for row in before["spans"] if row[1] != town["court"]]
    mirroring.take_board(board)
    assert not Area.objects.filter(pk=town["court"]).exists()
    assert areas.search("纺织家属院", None) == []
    assert not AreaGram.objects.filter(key__in=grams.keys("纺织家属院", "estate", town["court"])).exists()
    assert list(Organization.objects.values_list("name", flat=True)) == ["湖光社区居委会"]
    mirroring.take_board(before)
    assert boards.build(AT) == before


def test_an_office_is_never_overwritten_by_a_board(office: Office, zones: Zones) -> None:
    zones.send("inner", board=True)
    zones.ferry("inner")
    report = zones.receive("outer")
    assert "自己的岗位或诉求" in report.refused[0][1]
    assert not Batch.objects.filter(received=True).exists()


def test_plates_of_a_place_that_ended_lead_to_who_answers_now(office: Office) -> None:
    garden = office.city.areas["garden"]
    placing.add_plate(area_id=garden, actor=PUBLIC, at=AT)
    placing.end(area_id=garden, actor=PUBLIC, at=AT)
    plates = boards.build(AT)["plates"]
    assert [row[3] for row in plates] == [office.city.areas["lake"]]


def test_a_board_of_another_shape_is_refused(zones: Zones, db: None) -> None:
    with zones.side("inner"):
        text = encode(Content("outward", 1, AT, board={"areas": [[1, 2]]}))
    (zones.inbox("outer") / "outward-00000001.json").write_text(text, encoding="utf-8")
    assert "同一版本" in zones.receive("outer").refused[0][1]


def test_ended_bodies_and_those_without_a_number_stay_inside(office: Office) -> None:
    assert boards.build(AT)["bodies"] == []
    phoned(office)
    assert [row[1] for row in boards.build(AT)["bodies"]] == ["湖光社区居委会"]
