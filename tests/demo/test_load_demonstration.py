"""The demonstration: the same city for the same seed, alive, believable, and nobody real in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from linli.accounts import demonstration
from linli.areas.models import MAX_DAY, AreaSpan
from linli.cases.models import Case, Contact, Exclusion, Follower
from linli.demo import loading, material, panels, reported, stamp, voices
from linli.demo.stamp import Stamp
from linli.domain import safety
from linli.domain.access import Scope
from linli.domain.calendar import SHANGHAI
from linli.mechanisms.services import syncing
from linli.organizations.models import Appointment, Organization, Person
from linli.papers.models import Paper
from linli.records import keys
from linli.records.models import Attachment, Event, EventBody

pytestmark = pytest.mark.xdist_group("demo")

#: A Saturday afternoon, eleven days into the heating season.
AT = datetime(2026, 11, 21, 14, 30, tzinfo=SHANGHAI)
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def quiet(_text: str) -> None:
    """Says nothing."""


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[Stamp]:
    """The small city, loaded once for this module and taken back at its end."""
    folder = tmp_path_factory.mktemp("demo")
    own = override_settings(
        LINLI_DATA=folder, LINLI_KEYS=folder / "keys", LINLI_FILES=folder / "files", LINLI_DEMO=True
    )
    keys.forget()
    with django_db_blocker.unblock(), own, transaction.atomic():
        syncing.sync(at=AT)
        made, new = loading.ensure(size="small", seed=7, at=AT, say=quiet)
        assert new
        yield made
        transaction.set_rollback(True)
    keys.forget()


def living() -> Any:
    """Cases of the invented city, without what was reported of real places."""
    return Case.objects.filter(reported_at__year=AT.year)


def test_a_loaded_city_is_not_loaded_again(city: Stamp) -> None:
    again, new = loading.ensure(size="city", seed=8, at=AT, say=quiet)
    assert not new
    assert again == city


def test_hardly_a_verb_is_refused(city: Stamp) -> None:
    assert city.counts["refused"] <= city.counts["living"] * 0.03


def test_work_stands_in_many_states_around_today(city: Stamp) -> None:
    states = Counter(living().values_list("state", flat=True))
    assert states["closed"] > city.counts["living"] / 2
    assert {"to_sign", "in_progress", "to_call_back"} <= set(states)
    assert sum(count for state, count in states.items() if state != "closed") >= 15
    assert not living().filter(reported_at__gt=AT).exists()


def test_what_seldom_happens_can_be_looked_at_on_any_day(city: Stamp) -> None:
    """Every state of trade.md's table that a visitor may meet, with the papers and the pictures of it."""
    states = set(living().values_list("state", flat=True))
    assert states >= {
        "to_sign", "in_progress", "return_review", "extension_review", "suspension_review",
        "suspended", "to_call_back", "withdrawn", "duplicate", "closed",
    }  # fmt: skip
    assert set(Exclusion.objects.values_list("decision", flat=True)) == {"waiting", "approved", "refused"}
    assert living().filter(excluded=True).count() == 1
    assert living().filter(council=True, state="return_review").count() == 1
    raised = living().get(title__startswith="背街下水管网")
    levels = [event.data["body"] for event in Event.objects.filter(subject_id=raised.pk, name="case.raised")]
    assert len(levels) == 2
    assert raised.lead_body_id == levels[-1]
    papers = Paper.objects.filter(subject_kind="case", subject_id=raised.pk)
    assert Counter(papers.values_list("kind", flat=True)) == {"special_report": 2, "assignment": 1, "urge": 1}
    assert all(papers.exclude(kind="special_report").values_list("number", flat=True))
    # The 交办单 comes from above: from the street the case was raised to, down to the community.
    assignment = papers.get(kind="assignment")
    assert assignment.issuer_id == levels[0]
    assert assignment.addressee.kind == "community_committee"
    absent = Appointment.objects.get(kind="deputy", valid_to__gt=AT.date(), valid_from__lte=AT.date())
    assert absent.post.title == "社区党组织书记"
    assert Attachment.objects.filter(subject_kind="case").count() >= 4


def test_every_answer_of_the_page_of_a_place_takes_twelve_queries(
    city: Stamp, django_assert_max_num_queries: Any
) -> None:
    """The page and each part of what other rooms show there, in a community, an estate and above them."""
    spans = AreaSpan.objects.filter(area__origin="invented", valid_to=MAX_DAY).order_by("area_id")
    places = [spans.filter(level=level).first() for level in ("community", "estate", "street", "district")]
    with override_settings(LINLI_DEMO=True):
        for post in ("demo-secretary", "demo-leader", "demo-handler"):
            client = Client()
            client.post(reverse("accounts:enter"), {"user": post})
            client.get(reverse("desk:today"))
            for span in places:
                address, number = reverse("desk:place", args=[span.area_id]), 0  # type: ignore[union-attr]
                text = client.get(address).content.decode()  # what mechanisms say is read once for all
                while f'href="?late={number + 1}"' in text:
                    number += 1
                    client.get(f"{address}?late={number}")
                    for headers in ({"HX-Request": "true"}, {}):
                        with django_assert_max_num_queries(12, info=f"{post} {span} part {number}"):
                            text = client.get(f"{address}?late={number}", headers=headers).content.decode()
                assert number >= 4
                with django_assert_max_num_queries(12, info=f"{post} {span}"):
                    client.get(address)


def test_not_all_are_content_and_some_are_late(city: Stamp) -> None:
    said = Counter(living().exclude(satisfied="").values_list("satisfied", flat=True))
    assert 0.45 < said["satisfied"] / sum(said.values()) < 0.92
    assert living().filter(on_time=False).exists()
    assert living().filter(fast_lane=True).count() > 5


def test_the_night_is_quiet_and_offices_act_in_office_hours(city: Stamp) -> None:
    hours = [row.astimezone(SHANGHAI).hour for row in living().values_list("reported_at", flat=True)]
    assert sum(hour < 6 or hour >= 23 for hour in hours) / len(hours) < 0.06
    signed = [row.astimezone(SHANGHAI) for row in living().values_list("accepted_at", flat=True) if row]
    assert all(7 <= row.hour < 22 for row in signed)
    pressing = living().filter(urgency="livelihood").exclude(accepted_at=None).count()
    assert sum(row.weekday() > 4 or not 8 <= row.hour < 19 for row in signed) <= pressing


def test_heating_is_a_matter_of_the_heating_season(city: Stamp) -> None:
    months = {
        row.astimezone(SHANGHAI).month
        for row in living().filter(category="utilities_heat_cold").values_list("reported_at", flat=True)
    }
    assert months <= {11, 12, 1, 2, 3}


def test_no_number_can_be_dialled_and_no_identity_is_shown(city: Stamp) -> None:
    texts = [*Case.objects.values_list("text", flat=True), *EventBody.objects.values_list("text", flat=True)]
    contacts = list(Contact.objects.all())
    texts += [f"{row.name} {row.address} {row.parties}" for row in contacts]
    assert not [text for text in texts if MOBILE.search(text) or IDENTITY.search(text)]
    phones = [row.phone for row in contacts] + [row.phone for row in Follower.objects.all()]
    assert all(re.fullmatch(r"12\d{9}", phone) for phone in phones if phone)
    works = [*Person.objects.values_list("work_phone", flat=True)]
    works += Organization.objects.values_list("phone", flat=True)
    assert all(phone.startswith("0990") for phone in works if phone)


def test_every_name_comes_from_the_pool_of_names(city: Stamp) -> None:
    pool = material.read("names")
    given = {name for row in pool["given"].values() for names in row.values() for name in names}
    for name in Person.objects.values_list("name", flat=True):
        assert name[0] in pool["surnames"]
        assert name[1:] in given


def test_the_five_faces_come_first(city: Stamp) -> None:
    names = [card.user.username for card in demonstration.cards(AT)]
    first = ["demo-secretary", "demo-worker", "demo-handler", "demo-clerk", "demo-supervisor"]
    assert names[:5] == first
    assert {"demo-property", "demo-discipline", "demo-organisation"} <= set(names)
    assert names[-3:] == ["demo-system", "demo-security", "demo-audit"]


def test_the_walks_lead_to_the_drain_and_to_a_skipped_holiday(city: Stamp) -> None:
    drain = Case.objects.get(code=city.walks["drain"])
    assert (drain.state, drain.result, drain.word) == ("closed", "solved", "reporter")
    assert drain.beneficiaries == 72
    assert drain.dispatched_at is not None
    assert drain.answered_at is not None
    assert (drain.answered_at.date() - drain.dispatched_at.date()).days <= 4
    holiday = Case.objects.get(code=city.walks["holiday"])
    assert holiday.on_time
    assert len(demonstration.links()) >= 1


def test_the_elder_was_met_after_half_an_hour(city: Stamp) -> None:
    case = Case.objects.get(kind="care_request", reported_at__year=2020)
    assert case.contacted_at is not None
    assert case.dispatched_at is not None
    assert (case.contacted_at - case.dispatched_at).total_seconds() == 30 * 60


def test_the_page_of_a_real_place_names_its_source(city: Stamp) -> None:
    case = Case.objects.get(kind="care_request", reported_at__year=2020)
    shown = panels.of_place(Scope(), case.area_id, AT)
    assert shown is not None
    assert "2020年4月17日" in str(shown["rows"])
    other = living().first()
    assert other is not None
    assert panels.of_place(Scope(), other.area_id, AT) is None


def test_the_people_behind_the_matters_add_up() -> None:
    import random

    found = reported.beneficiaries(random.Random(1))
    assert len(found) == 563
    assert sum(found) == 20_140
    assert min(found) >= 1


def test_no_text_of_the_public_form_is_stopped() -> None:
    topics = material.read("texts")["topics"].values()
    stopped = [text for topic in topics for text in topic["texts"] if safety.check(text)]
    assert stopped == []


def test_ten_estates_make_about_two_fifths(city: Stamp) -> None:
    estates = [row for street in _streets() for row in street]
    weights = sorted((one["hot"] ** voices.HEAT for one in estates), reverse=True)
    assert 0.36 < sum(weights[:10]) / sum(weights) < 0.5


def _streets() -> list[list[dict[str, Any]]]:
    plan = material.read("city")
    return [
        community["estates"]
        for district in plan["districts"]
        for street in district["streets"]
        for community in street["communities"]
    ]


@pytest.mark.django_db
def test_the_same_seed_and_day_make_the_same_city(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any, settings: Any
) -> None:
    settings.LINLI_DATA, settings.LINLI_KEYS = tmp_path, tmp_path / "keys"
    keys.forget()
    monkeypatch.setitem(loading.VOICES, "small", 25)
    syncing.sync(at=AT)
    digests = []
    for seed in (3, 3):
        with transaction.atomic():
            digests.append(loading.load(size="small", seed=seed, at=AT, say=quiet).digest)
            transaction.set_rollback(True)
    keys.forget()
    assert digests[0] == digests[1]
    assert stamp.read() is None
