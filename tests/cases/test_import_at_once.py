"""An import of cases is seen by nobody while it runs and by everybody when it is done, in one moment (data.md)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.areas import services as areas
from linli.cases import access, services
from linli.cases.errors import NoSuchCase
from linli.cases.ledger import hotline, together
from linli.cases.models import CONCEALED, Case
from linli.cases.queries.lists import visible
from linli.domain.access import AreaRef
from linli.ledgers import services as ledgers
from linli.ledgers.models import Import
from linli.ledgers.services import applying, common
from linli.records import search, tallies
from linli.records.models import Event
from tests.cases.test_bring_in_orders import AT, bring, order, workbook

ROWS = 23


@pytest.fixture
def chunks_of_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 10)


def seen(world: Any) -> dict[str, int]:
    """What a reader of the street and one of the nation meet: lists, tallies, search, nothing by code or receipt."""
    street = world.places["street"]
    search.drain(1000)
    found = search.query("case", "停水", [AreaRef("street", street)])
    waiting = {"stage": "dispatch", "fast": False, "area": street}
    return {
        "street": visible(world.scope("street", ("street", "street"))).count(),
        "nation": Case.objects.count(),
        "tally": tallies.read("cases", [waiting])[0],
        "found": min(len(found), 1),
    }


NOTHING = {"street": 0, "nation": 0, "tally": 0, "found": 0}
ALL = {"street": ROWS, "nation": ROWS, "tally": ROWS, "found": 1}


def orders() -> bytes:
    return workbook([order(f"SH{n:03}", text=f"{n}号楼停水") for n in range(ROWS)])


def test_between_two_chunks_a_reader_sees_none_and_at_the_end_all(
    world: Any, chunks_of_ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    met: list[tuple[int, dict[str, int]]] = []
    write = together._one

    def looking(*args: Any) -> Any:
        number = Case.every.count()
        # The rows of the running transaction are its own; a reader meets those of the chunks before.
        if number in (10, 20) and Case.every.filter(stage=CONCEALED).count() == number:
            met.append((number, seen(world)))
        return write(*args)

    monkeypatch.setattr(together, "_one", looking)
    batch = bring(world, orders())
    assert (batch.state, batch.rows_done) == ("done", ROWS)
    assert met == [(10, NOTHING), (20, NOTHING)]
    assert seen(world) == ALL
    assert tallies.rebuild("cases") == {}


def test_what_is_concealed_opens_by_neither_code_nor_receipt(
    world: Any, chunks_of_ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = broken_before_the_end(world, monkeypatch)
    scope = world.scope("street", ("street", "street"))
    case = Case.every.first()
    assert case is not None
    with pytest.raises(NoSuchCase):
        access.get_case_for(scope, case.code)
    with pytest.raises(NoSuchCase):
        access.get_case_by_receipt(case.receipt)
    ledgers.run_apply(import_id=batch.pk, at=AT)
    assert access.get_case_for(scope, case.code).pk == case.pk
    assert access.get_case_by_receipt(case.receipt)[0].pk == case.pk


def broken_before_the_end(world: Any, monkeypatch: pytest.MonkeyPatch, at_row: int = 15) -> Import:
    """The machine dies while row ``at_row`` is written."""
    write, count = together._one, 0

    def dying(*args: Any) -> Any:
        nonlocal count
        count += 1
        if count == at_row:
            raise KeyboardInterrupt
        return write(*args)

    monkeypatch.setattr(together, "_one", dying)
    with pytest.raises(KeyboardInterrupt):
        bring(world, orders())
    monkeypatch.setattr(together, "_one", write)
    return Import.objects.get()


def test_a_crash_in_the_middle_shows_nothing_and_the_next_run_brings_all(
    world: Any, chunks_of_ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = broken_before_the_end(world, monkeypatch)
    assert (batch.state, Case.every.count()) == ("applying", 10)
    assert seen(world) == NOTHING
    ledgers.run_apply(import_id=batch.pk, at=AT)
    assert seen(world) == ALL
    assert tallies.rebuild("cases") == {}


def test_a_crash_while_revealing_reveals_nothing_and_the_next_run_all(
    world: Any, chunks_of_ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    reveal, parts = services.reveal_cases, 0

    def dying(**given: Any) -> int:
        nonlocal parts
        parts += 1
        if parts == 2:
            raise KeyboardInterrupt
        return reveal(**given)

    monkeypatch.setattr(services, "reveal_cases", dying)
    monkeypatch.setattr(common, "CHUNK", 10)
    with pytest.raises(KeyboardInterrupt):
        bring_in_parts_of_ten(world, monkeypatch)
    assert seen(world) == NOTHING
    monkeypatch.setattr(services, "reveal_cases", reveal)
    batch = ledgers.run_apply(import_id=Import.objects.get().pk, at=AT)
    assert batch.state == "done"
    assert seen(world) == ALL
    assert Event.objects.filter(kind="import", name="import.done").count() == 1


def bring_in_parts_of_ten(world: Any, monkeypatch: pytest.MonkeyPatch) -> Import:
    """The parts revealed have the size of the chunks."""
    parts = applying.chunks
    monkeypatch.setattr(applying, "chunks", lambda items: parts(items, 10))
    return bring(world, orders())


def test_a_second_import_meets_the_concealed_order_and_makes_no_twin(
    world: Any, chunks_of_ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = broken_before_the_end(world, monkeypatch)
    later = bring(world, workbook([order("SH003", text="3号楼停水", due="2026-11-30")]))
    assert later.rows.get().how == "updated"
    assert seen(world) == NOTHING
    ledgers.run_apply(import_id=batch.pk, at=AT)
    assert seen(world) == ALL


def test_a_place_that_moved_meanwhile_takes_its_concealed_cases_along(
    world: Any, chunks_of_ten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = broken_before_the_end(world, monkeypatch)
    written = list(Case.every.values_list("pk", flat=True))
    there = world.places["other_street"]
    areas.move(area_id=world.places["community"], parent_id=there, actor=world.desk, at=AT)
    areas.rewrite_columns(AT)
    ledgers.run_apply(import_id=batch.pk, at=AT)
    # Rows still to be written find the place outside the clerk's street: they go to the street itself.
    assert set(Case.objects.filter(pk__in=written).values_list("street", flat=True)) == {there}
    assert tallies.rebuild("cases") == {}


def test_an_undone_import_is_withdrawn_and_leaves_the_tally_right(world: Any, chunks_of_ten: None) -> None:
    batch = bring(world, orders())
    undo = ledgers.undo_import(import_id=batch.pk, actor=world.desk, at=AT + timedelta(hours=1))
    assert (undo.rows_done, undo.rows_failed) == (ROWS, 0)
    assert set(Case.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert seen(world)["tally"] == 0
    assert tallies.rebuild("cases") == {}


def test_an_office_s_own_list_is_revealed_by_the_same_way(world: Any) -> None:
    from linli.cases.ledger import listing

    for target in (hotline.TARGET, listing.TARGET):
        assert target.reveal is together.reveal
        assert target.apply_many is not None
    batch = bring(
        world,
        workbook([["2026-11-18", "幸福里小区", "停水", "", "", ""]], ["日期", "小区", "存在问题", "反映人", "联系电话", "类别"]),
        "cases",
    )  # fmt: skip
    assert batch.rows_done == 1
    assert Case.objects.get().stage == "dispatch"
