"""Figures at size: the monthly ranking of all communities over the lake against bare DuckDB, and the live table.

Run by ``python -m benchmarks indicators``; rows are made as Parquet directly, in the lake's own layout.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

#: Bodies and rows of the lake probe (issue 4: 2,000 bodies over 10,000,000 cases; by default a tenth).
BODIES, ROWS, MONTHS = 2_000, 1_000_000, 12
REPEATS = 9


def lake(folder: Path, rows: int = ROWS) -> None:
    """Invented closed cases over a year in the layout of ``linli lake export``."""
    import duckdb

    from linli.indicators.lake.exporting import schema
    from linli.records import measures

    held = measures.get("cases")
    assert held is not None
    names = set(schema(held).names)
    for month in range(1, MONTHS + 1):
        place = folder / "cases" / "city=1" / f"month=2026-{month:02d}"
        place.mkdir(parents=True)
        first = f"2026-{month:02d}-01"
        values = {
            "id": f"i + {month * rows}",
            "area_id": f"i % {BODIES}",
            "city": "1",
            "community": f"CAST(i % {BODIES} AS BIGINT)",
            "c_state": "'closed'",
            "c_result": "CASE WHEN hash(i) % 10 < 8 THEN 'solved' ELSE 'explained' END",
            "c_word": "CASE WHEN hash(i) % 3 = 0 THEN 'reporter' ELSE 'verifier' END",
            "c_satisfied": "CASE WHEN hash(i) % 5 < 3 THEN 'satisfied' WHEN hash(i) % 5 = 3 THEN 'basic' ELSE '' END",
            "c_on_time": "hash(i) % 7 > 0",
            "c_fast_lane": "false",
            "c_excluded": "hash(i) % 50 = 0",
            "c_round": "1",
            "c_reported_at": f"TIMESTAMP '{first}' + INTERVAL (i % 40000) MINUTE",
            "c_closed_at": f"TIMESTAMP '{first}' + INTERVAL (i % 40000) MINUTE",
            "c_contacted_at": f"TIMESTAMP '{first}'",
        }
        empty = {
            name: "CAST(NULL AS VARCHAR)" if name.startswith("c_") else "CAST(NULL AS BIGINT)"
            for name in sorted(names - set(values))
        }
        chosen = ", ".join(f"{value} AS {name}" for name, value in (values | empty).items())
        duckdb.sql(
            f"COPY (SELECT {chosen} FROM range({rows // MONTHS}) t(i)) TO '{place / 'rows.parquet'}' (FORMAT parquet)"
        )


RATES = {"response_rate": "10", "solution_rate": "50", "satisfaction_rate": "40"}


def ours(found: Any) -> list[Any]:
    """The ranking by the three rates of all communities for one month: through the compiler, exact, with places."""
    from linli.definitions import get_library
    from linli.domain import ranking
    from linli.domain.periods import Kind, period_of
    from linli.indicators.compiling import Ask
    from linli.indicators.lake import compiling

    library = get_library().mechanisms["base_figures"].indicators
    measures = {one.id: one.measure for one in library if one.id in RATES and one.measure is not None}
    ask = Ask(period_of(Kind.MONTH, date(2026, 6, 1)), None, 0)
    told = compiling.shares_by(found, measures, "community", ask)
    shares = [
        ranking.Share.of(
            [Fraction(1), *(Fraction(also.weight.latest) for also in measures[name].also)], Fraction(points)
        )
        for name, points in RATES.items()
    ]
    rates = [told[name] for name in RATES]
    entries = [
        ranking.Entry(
            unit, ranking.score_of_counts(shares, [rate[unit] for rate in rates]), rates[0][unit][0]
        )
        for unit in sorted(rates[0])
    ]
    return ranking.rank(entries, least=5)


def bare(folder: Path) -> list[Any]:
    """The same question in SQL with floating numbers, as the bare engine answers it, ranks included."""
    import duckdb

    files = f"{folder}/cases/*/*/rows.parquet"
    start, end = "2026-05-31 16:00:00", "2026-06-30 16:00:00"
    where = (
        f"c_closed_at >= TIMESTAMP '{start}' AND c_closed_at < TIMESTAMP '{end}' AND c_state = 'closed' "
        "AND NOT c_fast_lane AND c_result <> 'not_reached' AND NOT c_excluded"
    )
    solved = "c_result = 'solved' AND c_word IN ('reporter', 'verifier', 'supervisor', 'platform')"
    sql = (
        f"WITH n AS (SELECT community, count(*) AS base, count(c_contacted_at) AS contacted, "
        f"count(*) FILTER (WHERE {solved}) AS solved, count(*) FILTER (WHERE c_satisfied = 'satisfied') AS content, "
        f"count(*) FILTER (WHERE c_satisfied = 'basic') AS basic "
        f"FROM read_parquet('{files}') WHERE {where} GROUP BY community) "
        f"SELECT community, rank() OVER (ORDER BY (10*contacted + 50*solved + 40*(content + 0.9*basic))/base DESC) FROM n"
    )
    return duckdb.sql(sql).fetchall()


def _turns(*runs: Callable[[], Any]) -> list[tuple[float, float]]:
    """Median wall and processor seconds of each, in turns, so that what else runs here meets all of them."""
    for run in runs:
        run()
    taken: list[list[tuple[float, float]]] = [[] for _run in runs]
    for _repeat in range(REPEATS):
        for run, times in zip(runs, taken, strict=True):
            started, used = time.perf_counter(), time.process_time()
            run()
            times.append((time.perf_counter() - started, time.process_time() - used))
    return [
        (statistics.median(one for one, _ in times), statistics.median(one for _, one in times))
        for times in taken
    ]


def measure(rows: int = ROWS) -> dict[str, float]:
    """Seconds of both and their ratio (budget: ≤ 1.5)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lake(folder, rows)
        from linli.indicators.lake import compiling

        found = compiling.table(folder, "cases")  # opened once, as a server keeps it
        (engine, engine_cpu), (made, made_cpu) = _turns(lambda: bare(folder), lambda: ours(found))
    return {
        "rows": float(rows),
        "bare_s": engine,
        "ours_s": made,
        "ratio": made / engine,
        "bare_cpu_s": engine_cpu,
        "ours_cpu_s": made_cpu,
        "ratio_cpu": made_cpu / engine_cpu,
    }


if __name__ == "__main__":
    import os
    import sys

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    django.setup()
    for key, value in measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS).items():
        sys.stdout.write(f"{key}: {value:.3f}\n")
