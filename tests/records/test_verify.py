"""Every change of what was recorded is found and named."""

from __future__ import annotations

import gzip
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.records import checkpoints, erasure
from linli.records import services as records
from linli.records.models import Checkpoint, ErasureLog, Event, EventBody
from linli.records.time import frozen
from linli.records.verify import Report, verify
from tests.records.conftest import AT, CLERK, Thing

pytestmark = pytest.mark.django_db

COLUMNS = {
    "kind": "other",
    "subject_id": 987654,
    "seq": 77,
    "name": "thing.made",
    "at": AT + timedelta(seconds=1),
    "recorded_at": AT - timedelta(microseconds=1),
    "user_id": 8,
    "post_id": None,
    "body_id": 701,
    "channel": "system",
    "data": {"body": 6},
    "body_digest": "f" * 64,
    "prev_hash": "0" * 64,
    "hash": "1" * 64,
}


def build(streams: int = 3, length: int = 4) -> list[Thing]:
    """Things with a history, recorded at AT."""
    made = []
    with frozen(AT):
        for number in range(streams):
            thing = Thing()
            records.append(subject=thing, name="thing.made", actor=CLERK, at=AT)
            for step in range(length - 1):
                records.append(
                    subject=thing,
                    name="thing.moved",
                    actor=CLERK,
                    at=AT,
                    data={"body": number, "round": step},
                    text={"note": f"第{step}次"} if step else None,
                )
            made.append(thing)
    return made


def codes(report: Report) -> set[str]:
    return {problem.code for problem in report.problems}


def rewrite(thing: Thing, change: dict[str, Any]) -> None:
    """What somebody with the database in hand would do: change an event and hash the chain anew."""
    from linli.records import chain
    from linli.records.canonical import canonical

    previous = ""
    for event in Event.objects.filter(kind="thing", subject_id=thing.pk).order_by("seq"):
        if event.seq == 2:
            for name, value in change.items():
                setattr(event, name, value)
        event.prev_hash = previous
        values = {name: getattr(event, name) for name in chain.Row._fields}
        event.hash = previous = chain.event_hash(chain.Row(**{**values, "data": canonical(event.data)}))
        changed = {name: getattr(event, name) for name in ("data", "prev_hash", "hash")}
        Event.objects.filter(pk=event.pk).update(**changed)
    Thing.objects.filter(pk=thing.pk).update(event_hash=previous)


def test_an_untouched_history_is_whole() -> None:
    build()
    report = verify()
    assert report.ok
    assert report.events == 12
    assert report.since is None
    assert "没有存放在外部的检查点" in report.notes[0]


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_single_change_of_any_column_of_any_event_is_found(data: st.DataObject) -> None:
    from django.db import transaction

    with transaction.atomic():
        things = build(2, 3)
        events = Event.objects.filter(subject_id__in=[thing.pk for thing in things], kind="thing")
        event = data.draw(st.sampled_from(list(events.order_by("pk"))))
        column = data.draw(st.sampled_from(sorted(COLUMNS)))
        if getattr(event, column) == COLUMNS[column]:
            changed = False
        else:
            changed = bool(Event.objects.filter(pk=event.pk).update(**{column: COLUMNS[column]}))
        assert verify().ok is not changed, (event, column)
        transaction.set_rollback(True)


@given(st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_removed_event_is_found(data: st.DataObject) -> None:
    from django.db import transaction

    with transaction.atomic():
        things = build(2, 4)
        seq = data.draw(st.integers(1, 4))
        EventBody.objects.filter(event__subject_id=things[0].pk, event__seq=seq).delete()
        Event.objects.filter(subject_id=things[0].pk, kind="thing", seq=seq).delete()
        report = verify()
        assert not report.ok
        assert report.problems[0].subject_id == things[0].pk
        assert codes(report) & {"removed", "truncated"}
        transaction.set_rollback(True)


def test_a_truncated_stream_is_found_even_if_the_head_was_moved_back(own_folders: Path) -> None:
    thing = build(1, 4)[0]
    checkpoints.take(AT + timedelta(hours=2))
    EventBody.objects.filter(event__seq=4).delete()
    Event.objects.filter(seq=4).delete()
    third = Event.objects.get(seq=3)
    Thing.objects.filter(pk=thing.pk).update(event_seq=3, event_hash=third.hash)
    assert "truncated" in codes(verify())


def test_two_events_that_changed_places_are_found() -> None:
    build(1, 4)
    second, third = Event.objects.get(seq=2), Event.objects.get(seq=3)
    Event.objects.filter(pk=second.pk).update(seq=99)
    Event.objects.filter(pk=third.pk).update(seq=2)
    Event.objects.filter(pk=second.pk).update(seq=3)
    assert {"changed", "link"} <= codes(verify())


def test_an_event_slipped_in_at_the_end_is_found() -> None:
    build(1, 3)
    last = Event.objects.get(seq=3)
    Event.objects.create(**{**_values(last), "seq": 4, "prev_hash": last.hash})
    assert {"changed", "inserted"} <= codes(verify())


def _values(event: Event) -> dict[str, Any]:
    return {
        field.attname: getattr(event, field.attname) for field in Event._meta.fields if field.name != "id"
    }


def test_a_chain_rewritten_from_end_to_end_is_found_by_the_checkpoint_only(own_folders: Path) -> None:
    things = build(2, 4)
    rewrite(things[0], {"data": {"body": 999, "round": 0}})
    assert verify().ok
    for thing in things:
        thing.refresh_from_db()
    checkpoints.take(AT + timedelta(hours=2))
    assert verify().ok
    rewrite(things[0], {"data": {"body": 5, "round": 0}})
    report = verify()
    assert codes(report) == {"rewritten"}
    assert report.problems[0].subject_id == things[0].pk
    assert report.since == AT + timedelta(hours=2)


def test_a_whole_stream_removed_is_found_by_the_checkpoint(own_folders: Path) -> None:
    things = build(3, 2)
    checkpoints.take(AT + timedelta(hours=2))
    Event.objects.filter(subject_id=things[1].pk, kind="thing").delete()
    Thing.objects.filter(pk=things[1].pk).delete()
    report = verify()
    assert [(item.code, item.subject_id) for item in report.problems] == [("truncated", things[1].pk)]


def test_an_event_recorded_before_the_checkpoint_but_not_in_it_is_found(own_folders: Path) -> None:
    build(1, 2)
    checkpoints.take(AT + timedelta(hours=2))
    with frozen(AT + timedelta(hours=3)):
        thing = Thing.objects.get()
        records.append(subject=thing, name="thing.moved", actor=CLERK, at=AT)
    assert verify().ok
    build(1, 1)  # recorded "at" AT, two hours before the checkpoint
    assert codes(verify()) == {"inserted"}


def test_changed_removed_and_silently_erased_texts_are_found() -> None:
    build(1, 4)
    bodies = list(EventBody.objects.order_by("pk"))
    EventBody.objects.filter(pk=bodies[0].pk).update(text='{"note":"别的"}')
    assert codes(verify()) == {"body_changed"}
    EventBody.objects.filter(pk=bodies[0].pk).update(text="", salt="", erased_at=AT)
    assert codes(verify()) == {"body_removed"}
    EventBody.objects.filter(pk=bodies[0].pk).delete()
    assert codes(verify()) == {"body_removed"}


def test_an_erasure_with_its_log_leaves_the_chain_whole(own_folders: Path) -> None:
    thing = build(1, 4)[0]
    erasure.erase(kind="thing", subject_id=thing.pk, actor=CLERK, at=AT, basis="request")
    assert EventBody.objects.exclude(text="").count() == 0
    assert ErasureLog.objects.count() == 1
    assert verify().ok


def test_a_tampered_list_and_a_foreign_signature_are_found(own_folders: Path) -> None:
    build(1, 2)
    checkpoints.take(AT + timedelta(hours=2))
    sealed = checkpoints.in_folder()[0]
    listing = sealed.path.with_suffix(".jsonl.gz")
    text = gzip.decompress(listing.read_bytes())
    listing.write_bytes(gzip.compress(text.replace(b'",1,', b'",2,').replace(b",2,", b",3,")))
    assert "checkpoint" in codes(verify())
    sealed.path.write_text(sealed.path.read_text().replace('"streams": 1', '"streams": 2'))
    assert codes(verify()) == {"checkpoint"}


def test_a_checkpoint_in_the_data_folder_is_called_what_it_is(own_folders: Path, settings: Any) -> None:
    build(1, 1)
    checkpoints.take(AT)
    assert any("放在数据目录内" in note for note in verify().notes)
    settings.LINLI_DATA = own_folders / "elsewhere"
    assert verify().notes == []


def test_checkpoints_name_the_one_before(own_folders: Path) -> None:
    build(1, 1)
    first = checkpoints.take(AT)
    second = checkpoints.take(AT + timedelta(days=1))
    assert (first.previous, second.previous) == ("", first.digest)
    assert Checkpoint.objects.count() == len(checkpoints.in_folder()) == 2
    assert verify().checkpoints == 2


def test_old_copies_are_thinned_but_never_the_oldest(own_folders: Path) -> None:
    build(1, 1)
    for day in range(0, 100, 10):
        checkpoints.take(AT + timedelta(days=day))
    checkpoints.thin(keep_days=31)
    left = [item.taken_at for item in checkpoints.in_folder()]
    assert left[0] == AT
    assert left[-1] == AT + timedelta(days=90)
    assert len(left) < 10


def test_a_subject_row_removed_is_found() -> None:
    thing = build(1, 2)[0]
    Thing.objects.filter(pk=thing.pk).delete()
    assert codes(verify()) == {"subject_removed"}


def test_data_that_is_no_json_any_more_is_found() -> None:
    build(1, 2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_event SET data = '{broken' WHERE seq = 2")
    assert codes(verify()) == {"changed"}
