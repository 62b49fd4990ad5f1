"""How fast the house remembers: appends, numbers, folding, checking; on a database of its own.

    LINLI_DATA=/tmp/bench python benchmarks/records.py [--events 20000]

Prints one JSON object. SQLite runs with synchronous=FULL unless LINLI_SQLITE_SYNC says otherwise.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))


def fsync_ms(folder: Path, rounds: int = 50) -> float:
    """Median time of one fsync of a small write, in milliseconds."""
    times = []
    path = folder / "fsync-probe"
    with path.open("wb") as out:
        for _ in range(rounds):
            start = time.perf_counter()
            out.write(b"x" * 4096)
            out.flush()
            os.fsync(out.fileno())
            times.append(time.perf_counter() - start)
    path.unlink()
    return round(sorted(times)[rounds // 2] * 1000, 3)


def rate(count: int, work: Callable[[int], object]) -> float:
    """How often a second ``work`` was done, over ``count`` times."""
    start = time.perf_counter()
    for number in range(count):
        work(number)
    return round(count / (time.perf_counter() - start), 1)


def main() -> None:
    """Run all measurements."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=20_000)
    args = parser.parse_args()
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction

    from linli.domain.access import PUBLIC
    from linli.records import checkpoints, search, tallies
    from linli.records import services as records
    from linli.records.models import ErasureLog
    from linli.records.time import now
    from linli.records.tx import verb
    from linli.records.verify import verify

    call_command("migrate", interactive=False, verbosity=0)

    def subject() -> ErasureLog:
        return ErasureLog(kind="bench", erased_id=0, what="bench", basis="bench", at=now())

    def form(number: int) -> int:
        """What a public form writes of the records: subject, event, text, span, deltas, search job."""
        made = subject()
        event = records.append(
            subject=made,
            name="erasure.done",
            actor=PUBLIC,
            at=now(),
            data={"area": number % 50, "kind": "public_need"},
            text={"text": "12号楼下水管漏水，三天没人管，请尽快来看看。" * 3, "name": "张某"},
        )
        records.set_span(subject=made, field="state", value="new", at=now(), seq=event.seq)
        keys = {"city": 1, "district": 2, "street": 3, "community": number % 50, "state": "new"}
        records.add_delta(tally="bench", keys=keys, amount=1)
        search.later("bench", made.pk)
        return made.pk

    def once(number: int) -> None:
        records.once(
            key=f"bench-{now().timestamp()}-{number}",
            actor=PUBLIC,
            body=str(number),
            run=lambda: form(number),
            result=(lambda pk: pk, lambda pk: pk),
        )

    @verb()
    def one(_number: int) -> None:
        records.append(subject=subject(), name="erasure.done", actor=PUBLIC, at=now())

    @verb()
    def number(_number: int) -> None:
        records.draw_number(series="bench", year=2026)

    found: dict[str, object] = {
        "engine": connection.vendor,
        "fsync_ms": fsync_ms(Path(settings.LINLI_DATA)),
        "form_per_s": rate(1000, once),
        "append_per_s": rate(1000, one),
        "draw_number_per_s": rate(1000, number),
    }
    start = time.perf_counter()
    folded = tallies.fold_all()
    found["fold_per_s"] = round(folded / (time.perf_counter() - start), 1)
    missing = max(0, args.events - 2000)
    with transaction.atomic():
        found["append_in_one_tx_per_s"] = rate(
            missing or 1,
            lambda _n: records.append(subject=subject(), name="erasure.done", actor=PUBLIC, at=now()),
        )
    with transaction.atomic():
        text = "12号楼下水管漏水，三天没人管，请尽快来看看。" * 3
        found["index_per_s"] = rate(
            2000, lambda n: search.index("bench", n, text, ["a1", "a2", f"a{n % 50}"])
        )
    found["search_ms"] = round(1000 / rate(200, lambda n: search.query("bench", "漏水", [f"a{n % 50}"])), 3)
    start = time.perf_counter()
    sealed = checkpoints.take(now())
    found["seal_events_per_s"] = round(sealed.events / (time.perf_counter() - start), 1)
    start = time.perf_counter()
    report = verify()
    found["verify_events_per_s"] = round(report.events / (time.perf_counter() - start), 1)
    found["verify_events"], found["verify_ok"] = report.events, report.ok
    found["peak_rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
