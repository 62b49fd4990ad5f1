"""Appending events: chain, version, handlers, texts, and the refusal of a forked chain."""

from __future__ import annotations

import pytest
from django.db import connection

from linli.records import chain
from linli.records import services as records
from linli.records.errors import Conflict, KeyReused
from linli.records.models import Event, Request, Span
from linli.records.time import FOREVER, frozen, now
from tests.records.conftest import AT, CLERK, Thing

pytestmark = pytest.mark.django_db


def test_an_event_moves_version_seq_and_hash(thing: Thing) -> None:
    event = records.append(subject=thing, name="thing.moved", actor=CLERK, at=AT, data={"body": 5})
    thing.refresh_from_db()
    assert (thing.version, thing.event_seq, thing.event_hash) == (3, 2, event.hash)
    assert event.prev_hash == Event.objects.get(subject_id=thing.pk, seq=1).hash
    assert Event.objects.get(pk=event.pk).data == {"body": 5}


def test_the_hash_covers_what_is_stored(thing: Thing) -> None:
    records.append(subject=thing, name="thing.moved", actor=CLERK, at=AT, data={"b": [1, 2], "a": "x"})
    stored = Event.objects.get(subject_id=thing.pk, seq=2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data FROM records_event WHERE id = %s", [stored.pk])
        text = cursor.fetchone()[0]
    values = {name: getattr(stored, name) for name in chain.Row._fields}
    assert text == '{"a":"x","b":[1,2]}'
    assert chain.event_hash(chain.Row(**{**values, "data": text})) == stored.hash


def test_a_personal_text_lies_apart_with_its_digest_in_the_chain(thing: Thing) -> None:
    event = records.append(
        subject=thing, name="thing.moved", actor=CLERK, at=AT, text={"note": "李奶奶家漏水\x00😀"}
    )
    assert "李奶奶" not in str(event.data)
    assert event.body.digest == event.body_digest
    assert chain.body_digest(event.body.salt, event.body.text) == event.body_digest


def test_an_unregistered_name_is_refused(thing: Thing) -> None:
    with pytest.raises(LookupError, match="no sentence"):
        records.append(subject=thing, name="thing.flew", actor=CLERK, at=AT)


@pytest.mark.parametrize("data", [{"note": "长" * 201}, {"rate": 0.5}, {"a": {"b": 1.0}}, {"a": [1.5]}])
def test_texts_and_fractions_do_not_enter_an_event(thing: Thing, data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="data"):
        records.append(subject=thing, name="thing.moved", actor=CLERK, at=AT, data=data)


def test_a_subject_read_without_a_lock_cannot_fork_its_chain(thing: Thing) -> None:
    twin = Thing.objects.get(pk=thing.pk)
    records.append(subject=thing, name="thing.moved", actor=CLERK, at=AT)
    with pytest.raises(Conflict):
        records.append(subject=twin, name="thing.moved", actor=CLERK, at=AT)


def test_handlers_run_in_the_same_transaction(thing: Thing) -> None:
    seen: list[tuple[str, int]] = []
    records.on("thing.moved", lambda event, subject: seen.append((event.name, subject.pk)))
    records.append(subject=thing, name="thing.moved", actor=CLERK, at=AT)
    assert seen == [("thing.moved", thing.pk)]


def test_a_stale_version_shows_both_texts(thing: Thing) -> None:
    records.check_version(thing, thing.version)
    with pytest.raises(Conflict, match="别人改过") as caught:
        records.check_version(thing, 1, current={"note": "甲"}, theirs={"note": "乙"})
    assert (caught.value.current, caught.value.theirs) == ({"note": "甲"}, {"note": "乙"})


def test_the_same_request_acts_once_and_another_text_is_refused(db: None) -> None:
    def send(body: str) -> int:
        return records.once(
            key="form-1",
            actor=CLERK,
            body=body,
            run=make,
            result=(lambda pk: {"id": pk}, lambda got: got["id"]),
        )

    def make() -> int:
        made = Thing.objects.create()
        records.append(subject=made, name="thing.made", actor=CLERK, at=AT)
        return made.pk

    first = send("一样的内容")
    assert send("一样的内容") == first
    assert Thing.objects.count() == 1
    with pytest.raises(KeyReused):
        send("另一份内容")


def test_a_failed_request_may_be_sent_again(db: None) -> None:
    def fail() -> int:
        raise ValueError("no")

    plain = (int, int)
    with pytest.raises(ValueError, match="no"):
        records.once(key="k", actor=CLERK, body="x", run=fail, result=plain)
    assert not Request.objects.exists()
    assert records.once(key="k", actor=CLERK, body="x", run=lambda: 3, result=plain) == 3


def test_spans_are_half_open_and_do_not_overlap(thing: Thing) -> None:
    day = [AT.replace(day=number) for number in (1, 5, 9, 12)]
    records.set_span(subject=thing, field="state", value="new", at=day[0], seq=1)
    records.set_span(subject=thing, field="state", value="done", at=day[2], seq=2)
    records.set_span(subject=thing, field="state", value="done", at=day[3], seq=3)
    records.set_span(subject=thing, field="state", value="held", at=day[1], seq=4)
    spans = Span.objects.filter(subject_id=thing.pk).order_by("valid_from")
    assert [(span.value, span.valid_from, span.valid_to) for span in spans] == [
        ("new", day[0], day[1]),
        ("held", day[1], day[2]),
        ("done", day[2], FOREVER),
    ]


def test_the_clock_can_be_stopped(db: None) -> None:
    with frozen(AT):
        assert now() == AT
    assert now() != AT


def test_a_number_outside_a_transaction_is_refused(transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        records.draw_number(series="交办单", year=2026)


def test_an_event_is_never_changed_or_removed_through_its_model(thing: Thing) -> None:
    event = Event.objects.get(subject_id=thing.pk, kind="thing")
    with pytest.raises(TypeError, match="never changed"):
        event.save()
    with pytest.raises(TypeError, match="never removed"):
        event.delete()
