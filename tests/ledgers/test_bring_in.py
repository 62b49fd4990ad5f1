"""A workbook comes in: staged, mapped once, checked, applied once, undone; broken runs go on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from linli.ledgers import registry, services
from linli.ledgers.errors import FileRefused
from linli.ledgers.models import ColumnMapping, Import, ImportRow
from linli.ledgers.services import applying, common, undoing
from linli.records.errors import LinliError, NotAllowed
from linli.records.models import Event
from tests.ledgers.bringing import GOOD, MAPPING, amounts, bring, done, previewed, workbook
from tests.ledgers.estates import AT, CLERK, TARGET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("target")]


def test_a_file_is_staged_with_proposed_columns_and_nothing_else_happens() -> None:
    batch = bring(GOOD)
    assert (batch.state, batch.rows_total, batch.mapping) == ("mapping", 2, MAPPING)
    assert amounts() == {}


def test_confirmed_columns_lead_to_a_preview_and_one_confirmation_to_the_records() -> None:
    batch = previewed(GOOD)
    assert (batch.state, batch.rows_bad, amounts()) == ("preview", 0, {})
    batch = services.apply_import(import_id=batch.pk, actor=CLERK, at=AT)
    assert (batch.state, batch.rows_done) == ("done", 2)
    assert amounts() == {"甲小区": 300, "乙小区": 0}


def test_the_second_file_with_this_header_needs_no_mapping() -> None:
    previewed(GOOD)
    again = bring([[1, "丙小区", 5, None]])
    assert (again.state, again.remembered) == ("preview", True)
    assert ColumnMapping.objects.count() == 1


def test_another_header_is_asked_for_again() -> None:
    previewed(GOOD)
    assert bring([["丁小区", 1]], ["小区", "户数"]).state == "mapping"


def test_bad_cells_are_named_by_row_and_column_with_the_way_to_mend_them() -> None:
    batch = previewed(
        [[1, "", 3, None], [2, "乙", "三十", "去年"], [3, "无此小区", 1, None], [4, "丙", 9, None]]
    )
    rows = {row.number: row for row in batch.rows.all()}
    assert (batch.rows_bad, rows[5].state) == (3, "staged")
    assert [
        (row.number, [problem[0] for problem in row.problems]) for row in rows.values() if row.problems
    ] == [
        (2, ["name"]),
        (3, ["homes", "built"]),
        (4, ["name"]),
    ]
    assert all(problem[1] and problem[2] for row in rows.values() for problem in row.problems)


def test_bad_rows_stay_behind_and_the_good_ones_go_in() -> None:
    batch = done([[1, "甲", 3, None], [2, "乙", "x", None]])
    assert (batch.rows_done, amounts()) == (1, {"甲": 3})


def test_a_key_that_stands_twice_is_named_with_its_first_line() -> None:
    batch = previewed([[1, "甲", 3, None], [2, "甲", 4, None]])
    (bad,) = batch.rows.filter(state="bad")
    assert bad.number == 3
    assert "第2行" in bad.problems[0][1]


def test_a_row_refused_by_the_target_leaves_nothing_and_the_others_stay() -> None:
    batch = done([[1, "甲", 3, None], [2, "拒收", 4, None], [3, "乙", 5, None]])
    assert (batch.rows_done, batch.rows_failed) == (2, 1)
    assert amounts() == {"甲": 3, "乙": 5}
    assert batch.rows.get(state="failed").problems[0][1] == "这个小区不归本街道。"


def test_a_run_broken_in_the_middle_goes_on_and_each_row_is_applied_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(applying, "CHUNK", 10)
    monkeypatch.setattr(common, "WHOLE", {connection.vendor: 20})
    seen: list[str] = []

    def counting(row: registry.Row, actor: Any, at: Any) -> registry.Applied:
        seen.append(row.text("name"))
        if len(seen) == 25:
            raise KeyboardInterrupt
        return TARGET.apply(row, actor, at)

    registry.register_target(registry.Target("estates", "小区", TARGET.columns, counting, "x"))
    batch = previewed([[n, f"小区{n}", n, None] for n in range(1, 41)])
    with pytest.raises(KeyboardInterrupt):
        services.apply_import(import_id=batch.pk, actor=CLERK, at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, len(amounts())) == ("applying", 20, 20)
    batch = services.run_apply(import_id=batch.pk, at=AT)
    assert (batch.state, batch.rows_done) == ("done", 40)
    assert amounts() == {f"小区{n}": n for n in range(1, 41)}


def test_the_same_confirmation_twice_applies_once() -> None:
    batch = done(GOOD)
    with pytest.raises(NotAllowed):
        services.apply_import(import_id=batch.pk, actor=CLERK, at=AT)
    assert len(amounts()) == 2


def test_rows_concealed_by_their_room_are_revealed_at_the_very_end() -> None:
    revealed: list[int] = []

    def reveal(ids: list[int], actor: Any, at: Any) -> None:
        assert Import.objects.get().state == "applying"
        revealed.extend(ids)

    registry.register_target(
        registry.Target("estates", "小区", TARGET.columns, TARGET.apply, "x", reveal=reveal)
    )
    done(GOOD)
    assert len(revealed) == 2


def test_undo_is_a_compensating_import_that_restores_what_was() -> None:
    done([[1, "甲", 3, None]])
    second = done([[1, "甲", 8, None], [2, "乙", 5, None]])
    assert amounts() == {"甲": 8, "乙": 5}
    undo = services.undo_import(import_id=second.pk, actor=CLERK, at=AT)
    assert amounts() == {"甲": 3}
    assert (undo.compensates_id, undo.state, undo.rows_done) == (second.pk, "done", 2)
    assert Import.objects.get(pk=second.pk).state == "undone"


def test_a_record_that_went_on_stays_and_the_undo_says_so() -> None:
    batch = done([[1, "甲", 13, None], [2, "乙", 5, None]])
    undo = services.undo_import(import_id=batch.pk, actor=CLERK, at=AT)
    assert (undo.rows_done, undo.rows_failed) == (1, 1)
    assert amounts() == {"甲": 13}
    assert undo.rows.get(state="failed").problems[0][1] == "这条记录已有后续办理。"


def test_an_undo_broken_in_the_middle_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "CHUNK", 3)
    monkeypatch.setattr(common, "WHOLE", {connection.vendor: 5})
    batch = done([[n, f"小区{n}", n + 20, None] for n in range(1, 11)])
    calls = 0

    def breaking(*args: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 5:
            raise KeyboardInterrupt
        assert TARGET.undo is not None
        TARGET.undo(*args)

    registry.register_target(
        registry.Target("estates", "小区", TARGET.columns, TARGET.apply, "x", undo=breaking)
    )
    with pytest.raises(KeyboardInterrupt):
        services.undo_import(import_id=batch.pk, actor=CLERK, at=AT)
    undo = Import.objects.get(compensates=batch)
    assert undo.rows_done == 3
    undoing.run_undo(import_id=undo.pk, at=AT)
    assert amounts() == {}


def test_an_undo_cannot_be_undone_nor_done_twice() -> None:
    batch = done(GOOD)
    undo = services.undo_import(import_id=batch.pk, actor=CLERK, at=AT)
    for import_id in (batch.pk, undo.pk):
        with pytest.raises(NotAllowed):
            services.undo_import(import_id=import_id, actor=CLERK, at=AT)


def test_a_target_without_undo_says_so() -> None:
    registry.register_target(registry.Target("estates", "小区", TARGET.columns, TARGET.apply, "x"))
    with pytest.raises(NotAllowed, match="逐条更正"):
        services.undo_import(import_id=done(GOOD).pk, actor=CLERK, at=AT)


def test_a_file_of_bad_rows_only_cannot_be_confirmed() -> None:
    with pytest.raises(LinliError, match="没有可导入的行"):
        done([[1, "", "x", None]])


@pytest.mark.parametrize(
    ("mapping", "word"),
    [({"name": 1}, "户数"), ({"name": 1, "homes": 1}, "两次"), ({"name": 1, "homes": 99}, "不在表里")],
)
def test_a_mapping_that_cannot_be_is_told(mapping: dict[str, int], word: str) -> None:
    batch = bring(GOOD)
    with pytest.raises(LinliError, match=word):
        services.confirm_mapping(import_id=batch.pk, mapping=mapping, actor=CLERK, at=AT)


def test_refused_files_leave_no_trace() -> None:
    for data in (b"<html></html>", workbook([], ["只有标题"])):
        with pytest.raises(FileRefused):
            services.start_import(target_id="estates", name="表.xls", data=data, actor=CLERK, at=AT)
    assert not Import.objects.exists()


def test_a_header_without_rows_is_refused_with_its_sentence() -> None:
    batch = bring([])
    assert (batch.state, "没有数据行" in batch.trouble) == ("refused", True)


def test_a_large_file_is_read_checked_and_applied_by_the_worker() -> None:
    rows: list[list[Any]] = [[n, f"小区{n}", n, None] for n in range(1, 2_101)]
    batch = bring(rows)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_total) == ("mapping", 2_100)
    services.confirm_mapping(import_id=batch.pk, mapping=MAPPING, actor=CLERK, at=AT)
    services.apply_import(import_id=batch.pk, actor=CLERK, at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, len(amounts())) == ("done", 2_100, 2_100)


def test_staged_cells_stand_encrypted_in_the_table() -> None:
    batch = bring([[1, "幸福小区", 3, None]])
    with connection.cursor() as cursor:
        cursor.execute("SELECT cells FROM ledgers_importrow WHERE batch_id = %s", [batch.pk])
        assert "幸福" not in cursor.fetchone()[0]
    assert batch.rows.get().cells[1] == "幸福小区"


def test_an_import_given_up_keeps_no_cells(data_folder: Any) -> None:
    batch = bring(GOOD)
    services.withdraw_import(import_id=batch.pk, actor=CLERK, at=AT)
    assert [row.cells for row in batch.rows.all()] == [[], []]
    assert list((data_folder / "ledgers" / "in").iterdir()) == []


def test_every_step_has_its_event_in_one_chain() -> None:
    batch = done(GOOD)
    names = list(
        Event.objects.filter(kind="import", subject_id=batch.pk)
        .order_by("seq")
        .values_list("name", flat=True)
    )
    assert names == [
        "import.uploaded",
        "import.read",
        "import.mapped",
        "import.checked",
        "import.confirmed",
        "import.done",
    ]


def test_dates_far_ahead_are_judged_from_the_day_of_the_import() -> None:
    batch = previewed([[1, "甲", 3, "2080-01-01"]])
    assert batch.rows.get().problems[0][0] == "built"


def test_two_people_with_the_same_file_update_and_never_double() -> None:
    first, second = previewed(GOOD), previewed(GOOD)
    services.apply_import(import_id=first.pk, actor=CLERK, at=AT)
    services.apply_import(import_id=second.pk, actor=CLERK, at=AT)
    assert len(amounts()) == 2
    assert set(ImportRow.objects.filter(batch=second).values_list("how", flat=True)) == {"updated"}
