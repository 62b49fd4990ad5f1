"""The lake on a Spark cluster: the same questions, the same integers.

The statements Ibis writes for Spark are read back as Spark's SQL and answered by DuckDB over the same files; with Java and
pyspark at hand (neither is part of the locked test packages) Spark itself is asked, otherwise that test says it skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.definitions.indicators import Filter, Rows
from linli.domain.periods import Kind, period_of
from linli.indicators.compiling import Ask, compile_rows
from tests.indicators.generated import ASKS, FILTERS, ROWS

pytest.importorskip("ibis")

import ibis  # type: ignore[import-untyped]
import sqlglot

from linli.indicators.lake import compiling as lake

pytestmark = pytest.mark.django_db
Asked = tuple[Rows, Ask, list[Filter]]
YEAR = Ask(period_of(Kind.YEAR, date(2026, 1, 1)))
PARTS = [(Filter("result", is_="solved"),), (Filter("on_time", yes=True, not_=True),)]


def equal_for(found: Any, count: Any, examples: int) -> list[int]:
    """Asks generated questions of the table and of the database; the answers of the database."""
    seen: list[int] = []

    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(ROWS, ASKS, st.lists(FILTERS, max_size=1))
    def equal(rows: Rows, ask: Ask, extra: list[Filter]) -> None:
        live = compile_rows(rows, ask, extra=extra).count()
        assert count(lake.compile_rows(found, rows, ask, extra=extra)) == live
        seen.append(live)

    equal()
    return seen


def test_statements_for_spark_ask_the_same(varied: Path) -> None:
    found = lake.table(varied, "cases")
    unbound = ibis.table(found.schema(), name="cases")
    engine = found.get_backend().con
    engine.execute(f"CREATE VIEW cases AS SELECT * FROM read_parquet('{varied}/cases/*/*/rows.parquet')")

    def count(rows: Any) -> int:
        said = ibis.to_sql(rows.count(), dialect="pyspark")
        (statement,) = sqlglot.transpile(str(said), read="spark", write="duckdb")
        return int(engine.execute(statement).fetchone()[0])

    assert len(set(equal_for(unbound, count, 60))) > 5


@pytest.fixture
def spark() -> Iterator[Any]:
    """A Spark of one thread in this process, in UTC as the lake is."""
    sql = pytest.importorskip(
        "pyspark.sql", reason="pyspark (and Java) is not installed: Spark itself is not asked"
    )
    session = (
        sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    yield ibis.pyspark.connect(session)
    session.stop()


def test_spark_itself_answers_the_same_integers(varied: Path, spark: Any) -> None:
    found = lake.table(varied, "cases", spark)
    seen = equal_for(found, lake.count, 25)
    assert len(set(seen)) > 5
    rows = Rows("cases", "reported_at")
    told = lake.parts_by(found, "community", PARTS, rows, YEAR)
    assert told == lake.parts_by(lake.table(varied, "cases"), "community", PARTS, rows, YEAR)
    assert told
