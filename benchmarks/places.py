"""Places at the size of the nation: load, subtree, search. ``python benchmarks/places.py [--json]``.

Uses a database of its own in a temporary folder (or the one of ``DATABASE_URL``, emptied of nothing:
loading is idempotent). Budgets: nation ≤ 60 s, a city's subtree ≤ 5 ms, search by two characters ≤ 30 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

#: Two characters or two initials, in the nation, in a province, in a city.
WORDS = ("滨河", "新村", "新华", "和平", "人民", "王庄", "bh", "xc", "wz", "zz")
BUDGET = {"load_s": 60.0, "subtree_ms": 5.0, "search_ms": 30.0}


def milliseconds(run: Callable[[], Any], rounds: int = 15) -> float:
    """The median of ``rounds`` after one round to warm up."""
    run()
    taken = []
    for _round in range(rounds):
        started = time.perf_counter()
        run()
        taken.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(taken), 2)


def measure() -> dict[str, Any]:
    """Load, then read; answers figures by name."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from linli.areas import queries
    from linli.areas.loading import load_official
    from linli.domain.access import SYSTEM
    from linli.records.time import now

    started = time.perf_counter()
    loaded = load_official(None, actor=SYSTEM, at=now())
    found: dict[str, Any] = {"load_s": round(time.perf_counter() - started, 1), "places": loaded.count}
    city = queries.by_code("4109")
    assert city is not None
    found["subtree_rows"] = queries.subtree(city.area_id).count()

    def below() -> list[Any]:
        return list(queries.subtree(city.area_id).values_list("area_id", "name", "level"))

    found["subtree_ms"] = milliseconds(below, rounds=61)
    busy = time.process_time()
    for _round in range(61):
        below()
    found["subtree_cpu_ms"] = round((time.process_time() - busy) * 1000 / 61, 2)
    scopes = {"nation": None, "41": queries.refs_for([queries.by_code("41").area_id])}  # type: ignore[union-attr]
    scopes["4109"] = queries.refs_for([city.area_id])
    each = {
        f"{word} in {name}": milliseconds(lambda word=word, refs=refs: queries.search(word, refs))  # type: ignore[misc]
        for name, refs in scopes.items()
        for word in WORDS
    }
    found["search_ms"] = max(each.values())
    found["search_median_ms"] = round(statistics.median(each.values()), 2)
    found["search_slowest"] = max(each, key=lambda key: each[key])
    leaf = queries.by_code("410902001001")
    found["columns_for_ms"] = milliseconds(lambda: queries.columns_for(leaf.area_id))  # type: ignore[union-attr]
    found["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, {connection.vendor}"
    return found


def main() -> int:
    """Print the figures against the budgets; 1 when one is exceeded."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LINLI_DATA"] = folder
        found = measure()
        found["within_budget"] = all(found[name] <= most for name, most in BUDGET.items())
        if args.json:
            print(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            for name, value in found.items():
                budget = f"  (budget {BUDGET[name]:g})" if name in BUDGET else ""
                print(f"{name:18} {value}{budget}")
    return 0 if found["within_budget"] else 1


if __name__ == "__main__":
    sys.exit(main())
