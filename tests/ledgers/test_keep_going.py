"""The worker's rounds: broken steps go on, files of exports go after a day, staged rows after thirty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest

from linli.domain.access import Scope
from linli.domain.calendar import SHANGHAI
from linli.ledgers import files, jobs, registry, services
from linli.ledgers.models import Export, Import
from linli.ledgers.services import exporting
from linli.ledgers.writing.layout import Col, Layout
from linli.records.errors import NotAllowed
from tests.ledgers.bringing import GOOD, amounts, done, previewed
from tests.ledgers.estates import AT, CLERK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("target")]
MINUTES = timedelta(minutes=1)


def test_a_step_whose_worker_died_goes_on_after_ten_silent_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = previewed(GOOD)
    Import.objects.filter(pk=batch.pk).update(state="applying")
    monkeypatch.setattr(jobs, "_watch", jobs.Watch())
    jobs.tick(AT)
    jobs.tick(AT + 9 * MINUTES)
    assert amounts() == {}
    jobs.tick(AT + 10 * MINUTES)
    batch.refresh_from_db()
    assert (batch.state, len(amounts())) == ("done", 2)


def test_a_step_that_moves_is_left_alone() -> None:
    batch = previewed(GOOD)
    Import.objects.filter(pk=batch.pk).update(state="applying")
    watch = jobs.Watch()
    assert watch.standing_still(AT) == []
    Import.objects.filter(pk=batch.pk).update(rows_done=1)
    assert watch.standing_still(AT + 10 * MINUTES) == []
    assert watch.standing_still(AT + 20 * MINUTES) == [("apply", batch.pk)]


def test_staged_rows_are_emptied_after_thirty_days_and_the_undo_says_why() -> None:
    batch = done(GOOD)
    assert list(jobs.due(AT + timedelta(days=29))) == []
    late = AT + timedelta(days=31)
    assert list(jobs.due(late)) == [batch.pk]
    jobs.erase(batch.pk, late)
    jobs.erase(batch.pk, late)
    assert [row.cells for row in batch.rows.all()] == [[], []]
    assert list(jobs.due(late)) == []
    with pytest.raises(NotAllowed, match="30天"):
        services.undo_import(import_id=batch.pk, actor=CLERK, at=late)


def outlet(count: int) -> registry.Outlet:
    def layout(scope: Scope, params: Mapping[str, str], day: date) -> Layout:
        return Layout(title="测试台账", columns=(Col("a", "甲"), Col("b", "乙")), filled_on=day)

    def rows(scope: Scope, params: Mapping[str, str], at: Any) -> Any:
        return ({"a": str(scope.user_id), "b": params.get("q", "")} for _ in range(count))

    return registry.Outlet("test", "测试台账", layout, rows, lambda *_args: count)


@pytest.fixture
def _outlet() -> Any:
    registry.register_outlet(outlet(3_000))
    yield
    registry.forget_outlet("test")


@pytest.mark.usefixtures("_outlet")
def test_a_large_ledger_is_written_by_the_worker_under_the_scope_of_the_asker() -> None:
    scope = Scope(user_id=7, bodies=frozenset({700}))
    export = services.start_export(outlet_id="test", params={"q": "x"}, scope=scope, actor=CLERK, at=AT)
    export.refresh_from_db()
    assert (export.state, export.rows_done) == ("done", 3_000)
    assert export.file_name.startswith("测试台账")
    assert files.export_path(export.pk).exists()


@pytest.mark.usefixtures("_outlet")
def test_written_files_go_after_a_day_and_their_trace_stays() -> None:
    export = services.start_export(outlet_id="test", params={}, scope=Scope(user_id=7), actor=CLERK, at=AT)
    # The worker wrote it at its own time.
    Export.objects.filter(pk=export.pk).update(finished_at=AT)
    assert services.forget_old_exports(at=AT + timedelta(hours=23)) == 0
    assert services.forget_old_exports(at=AT + timedelta(hours=25)) == 1
    assert not files.export_path(export.pk).exists()
    assert Export.objects.get(pk=export.pk).state == "expired"


@pytest.mark.usefixtures("_outlet")
def test_every_printed_page_names_who_took_it_out_and_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "user_names", lambda ids: dict.fromkeys(ids, "靳红梅&甲"))
    export = services.start_export(outlet_id="test", params={}, scope=Scope(user_id=7), actor=CLERK, at=AT)
    footer = openpyxl.load_workbook(files.export_path(export.pk)).active.oddFooter
    hour = AT.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    assert footer.left.text == f"导出：靳红梅&&甲 {hour}"
    assert "&[Page]" in footer.center.text or "&P" in footer.center.text


def test_a_ledger_that_fails_leaves_no_half_file() -> None:
    def rows(*_args: Any) -> Any:
        yield {"a": "1"}
        raise OSError

    registry.register_outlet(registry.Outlet("test", "t", outlet(1).layout, rows, lambda *_args: 1))
    with pytest.raises(OSError):  # noqa: PT011
        services.start_export(outlet_id="test", params={}, scope=Scope(user_id=7), actor=CLERK, at=AT)
    export = Export.objects.get()
    assert export.state == "failed"
    assert not files.export_path(export.pk).with_suffix(".part").exists()
    registry.forget_outlet("test")
