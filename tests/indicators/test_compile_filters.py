"""One definition, two compilers: generated filters give equal integers through the ORM and through the lake."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.models import Case
from linli.definitions.indicators import Filter, Rows
from linli.domain.periods import Kind, period_of
from linli.indicators.compiling import Ask, compile_rows
from tests.indicators.generated import ASKS, FILTERS, ROWS
from tests.office import Office

pytest.importorskip("ibis")

from linli.indicators.lake import compiling as lake
from linli.indicators.lake import exporting

pytestmark = pytest.mark.django_db


def test_generated_filters_give_equal_integers_on_both_engines(varied: Path) -> None:
    found: Any = lake.table(varied, "cases")
    seen: list[int] = []

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(ROWS, ASKS, st.lists(FILTERS, max_size=1))
    def equal(rows: Rows, ask: Ask, extra: list[Filter]) -> None:
        live = compile_rows(rows, ask, extra=extra)
        kept = lake.compile_rows(found, rows, ask, extra=extra)
        assert lake.count(kept) == live.count()
        seen.append(live.count())

    equal()
    assert len(set(seen)) > 10


def test_sums_distincts_and_groups_are_equal_too(varied: Path) -> None:
    from django.db.models import Count, Sum

    found: Any = lake.table(varied, "cases")
    rows, ask = Rows("cases", "reported_at"), Ask(period_of(Kind.YEAR, date(2026, 1, 1)))
    live, kept = compile_rows(rows, ask), lake.compile_rows(found, rows, ask)
    assert lake.count(kept, "beneficiaries") == live.aggregate(n=Sum("beneficiaries"))["n"]
    assert lake.count(kept, "kind", distinct=True) == live.values("kind").distinct().count()
    groups = dict(live.order_by().values_list("community").annotate(n=Count("pk")))
    assert lake.count_by(kept, "community") == groups
    part = (Filter("result", is_="solved"),)
    both = lake.parts_by(found, "community", [part], rows, ask)
    solved = dict(
        compile_rows(rows, ask, extra=part).order_by().values_list("community").annotate(n=Count("pk"))
    )
    assert both == {unit: (number, solved.get(unit, 0)) for unit, number in groups.items()}


def test_the_export_is_incremental_and_an_erasure_reaches_it(varied: Path, town: Office) -> None:
    again = exporting.export(varied, ["cases"])[0]
    assert (again.written, again.removed) == (0, 0)
    town.case()
    more = exporting.export(varied, ["cases"])[0]
    assert more.written == 1
    assert more.rows == again.rows + 1
    case = Case.objects.order_by("reported_at").first()
    assert case is not None
    Case.objects.filter(pk=case.pk).update(version=case.version + 1)  # what every event does, an erasure too
    assert exporting.export(varied, ["cases"])[0].written == 1


def test_no_text_and_no_name_ever_lies_in_the_lake(varied: Path) -> None:
    import pyarrow.parquet as pq

    names = set(pq.read_schema(next(varied.glob("cases/city=*/month=*/rows.parquet"))).names)
    assert not names & {"title", "text", "spot", "c_title", "c_text", "c_spot", "receipt", "c_code"}
