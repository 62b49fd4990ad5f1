"""Duties at the size of the nation: gaps over all communities, coverage pages among a million duties.

``python benchmarks/duties.py [--json] [--duties N]``. Uses a database of its own in a temporary folder (or the one of
``DATABASE_URL``). Budgets: gap list over the nation's communities ≤ 1 s; coverage page p50 ≤ 40 ms.
The duties are written without their events: only reading is measured here.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

BUDGET = {"gaps_nation_s": 1.0, "coverage_page_p50_ms": 40.0}
FROM, ON, OPEN = date(2026, 1, 5), date(2026, 11, 21), date(9999, 12, 31)
#: One community in so many has nobody.
EVERY = 400
KINDS = ("duty_street_community", "duty_leader_village")
PEOPLE = 4000


def milliseconds(run: Callable[[], Any], rounds: int = 5) -> float:
    """The median of some rounds after one to warm up."""
    run()
    taken = []
    for _round in range(rounds):
        started = time.perf_counter()
        run()
        taken.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(taken), 2)


def _people() -> tuple[int, list[tuple[int, int]]]:
    """One body with so many people, each in a post: (body, [(person, post)])."""
    from linli.areas.models import NATION_ID
    from linli.organizations.models import Organization, Person, Post

    body = Organization.objects.create(name="演示单位", kind="department", area_id=NATION_ID, valid_from=FROM)
    people = Person.objects.bulk_create([Person(name=f"演示{number}") for number in range(PEOPLE)])
    posts = Post.objects.bulk_create(
        [
            Post(organization=body, title="演示岗", role="street_clerk", area_id=NATION_ID, valid_from=FROM)
            for _one in people
        ]
    )
    return body.pk, [(one.pk, post.pk) for one, post in zip(people, posts, strict=True)]


def _rows(count: int, body: int, holders: list[tuple[int, int]], definition: int) -> Iterator[Any]:
    """Duties over the communities in turn, kind by kind, with gaps in the first kind."""
    from linli.areas.models import AreaSpan
    from linli.areas.paths import ids
    from linli.duties.models import Duty

    spans = AreaSpan.objects.filter(valid_to=OPEN, level="community").values_list("area_id", "path")
    places = [(pk, ids(path)) for pk, path in spans]
    made = 0
    for kind in KINDS:  # one holder an object and kind; so at most twice the communities
        for number, (pk, chain) in enumerate(places):
            if made >= count:
                return
            if kind == KINDS[0] and number % EVERY == 0:
                continue
            person, post = holders[number % len(holders)]
            steps = [*chain[1:], None, None, None][:4]
            yield Duty(
                kind=kind, definition_id=definition, object_kind="place", object_id=pk, subject_key=f"p{person}",
                person_id=person, post_id=post, body_id=body, area_id=pk, valid_from=FROM, city=steps[0],
                district=steps[1], street=steps[2], community=steps[3] or pk, valid_to=OPEN, ends_on=OPEN,
            )  # fmt: skip
            made += 1


def fill(count: int) -> float:
    """Write so many duties; answers the seconds."""
    from itertools import islice

    from django.db import transaction

    from linli.duties.models import Duty
    from linli.mechanisms.models import Definition

    started = time.perf_counter()
    body, holders = _people()
    definition = Definition.objects.get(mechanism="environment_task_force").pk
    rows = _rows(count, body, holders, definition)
    with transaction.atomic():
        while part := list(islice(rows, 5000)):
            Duty.objects.bulk_create(part)
    return round(time.perf_counter() - started, 1)


def prepare(count: int) -> dict[str, Any]:
    """The nation's places and so many duties; what that took."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    from linli.areas.loading import load_official
    from linli.areas.models import AreaSpan
    from linli.domain.access import SYSTEM
    from linli.duties.models import Duty
    from linli.mechanisms import services as mechanisms
    from linli.records.time import now

    load_official(None, actor=SYSTEM, at=now())
    mechanisms.sync(actor=SYSTEM, at=now())
    found: dict[str, Any] = {"fill_s": fill(count), "duties": Duty.objects.count()}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return found | {"communities": AreaSpan.objects.filter(valid_to=OPEN, level="community").count()}


def gap_list(kind: Any) -> dict[str, Any]:
    """The gaps of the nation, counted and the first 200 listed; seconds on the clock and of the processor."""
    from linli.areas.models import NATION_ID
    from linli.duties import queries

    rows = queries.missing(kind, NATION_ID, ON).order_by()
    found: dict[str, Any] = {"gaps": rows.count()}
    nation = milliseconds(lambda: queries.gap_rows(kind, NATION_ID, ON, limit=200))
    counted = milliseconds(rows.count)
    busy = time.process_time()
    queries.gap_rows(kind, NATION_ID, ON, limit=200)
    rows.count()
    found["gaps_nation_cpu_s"] = round(time.process_time() - busy, 2)
    return found | {"gaps_nation_list_ms": nation, "gaps_nation_s": round((nation + counted) / 1000, 2)}


def measure(count: int) -> dict[str, Any]:
    """Load, fill, then read; answers figures by name."""
    found = prepare(count)
    from django.db import connection

    from linli.areas.models import AreaSpan
    from linli.duties import kinds

    kind = kinds.shipped(KINDS[0])
    assert kind is not None
    found |= gap_list(kind)
    rng = random.Random(4109)
    for level in ("city", "district", "street"):
        every = list(AreaSpan.objects.filter(valid_to=OPEN, level=level).values_list("area_id", flat=True))
        chosen = rng.sample(every, 20)
        found[f"coverage_{level}_ms"] = round(
            statistics.median(milliseconds(partial(_page, kind, pk), rounds=3) for pk in chosen), 1
        )
    districts = list(
        AreaSpan.objects.filter(valid_to=OPEN, level="district").values_list("area_id", flat=True)
    )
    found |= whole_page(rng.sample(districts, 12))
    found["machine"] = f"{platform.machine()}, {os.cpu_count()} cores, {connection.vendor}"
    return found


def whole_page(districts: list[int]) -> dict[str, Any]:
    """The page of gaps as an officer of a district gets it: middleware, queries, templates; median over districts."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    taken, queries = [], 0
    for area_id in districts:
        client = _officer(area_id)
        url = f"{reverse('duties:gaps')}?kind={KINDS[0]}"
        answer = client.get(url)
        if answer.status_code != 200 or "tile" not in answer.content.decode():
            raise RuntimeError(f"{url}: {answer.status_code}")
        taken.append(milliseconds(partial(client.get, url), rounds=5))
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        queries = max(queries, len(caught))
    return {"coverage_page_p50_ms": round(statistics.median(taken), 1), "coverage_page_queries": queries}


def _officer(area_id: int) -> Any:
    """A browser session of an organisation officer of a district in whose city the mechanism is in use."""
    from django.conf import settings
    from django.test import Client

    from linli.accounts import services as accounts
    from linli.accounts import sessions
    from linli.domain.access import SYSTEM
    from linli.mechanisms import services as mechanisms
    from linli.organizations import services as organizations
    from linli.records.time import now

    settings.ALLOWED_HOSTS = ["*"]
    given: dict[str, Any] = {"actor": SYSTEM, "at": now()}
    mechanisms.roll_out(
        mechanism="environment_task_force", area_id=area_id, basis="演示", from_=FROM, **given
    )
    body = organizations.create_organization(
        name=f"演示部{area_id}", kind="department", area_id=area_id, **given
    )
    post = organizations.create_post(
        organization_id=body.pk, title="演示岗", role="organisation_officer", **given
    )
    person = organizations.create_person(name=f"演示员{area_id}", **given)
    organizations.appoint(person_id=person.pk, post_id=post.pk, **given)
    user = accounts.create_user(
        username=f"bench-{area_id}", person_id=person.pk, password=None, must_change=False, **given
    )
    client = Client()
    client.force_login(user)
    session = client.session
    sessions.begin(session, now(), post.pk)
    session.save()
    return client


def add_to(report: Any) -> None:
    """The rows of ``python -m benchmarks``, taken in a process of their own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found = json.loads(run.stdout[run.stdout.index("{") :])
    except ValueError:
        said = "not run: " + run.stderr.strip()[-80:]
        report.add("duties of the nation", "≤ 1 s; p50 ≤ 40 ms", said, holds=False)
        return
    gaps, page = found["gaps_nation_s"], found["coverage_page_p50_ms"]
    report.add(
        f"gap list over {found['communities']:,} communities, counted and listed", "≤ 1 s", f"{gaps} s",
        gaps <= BUDGET["gaps_nation_s"],
    )  # fmt: skip
    report.add(
        f"coverage page at {found['duties']:,} duties (whole answer, district)", "p50 ≤ 40 ms, ≤ 12 queries",
        f"{page} ms, {found['coverage_page_queries']} queries",
        page <= BUDGET["coverage_page_p50_ms"] and found["coverage_page_queries"] <= 12,
    )  # fmt: skip


def _page(kind: Any, area_id: int) -> None:
    """What the page reads: counts, tiles, the gaps."""
    from linli.duties import queries

    queries.cover(kind, area_id, ON)
    queries.tiles(kind, area_id, ON)
    queries.gap_rows(kind, area_id, ON, limit=200)


def main() -> int:
    """Print the figures against the budgets; 1 when one is exceeded."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--duties", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("LINLI_DATA", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
        found = measure(asked.duties)
    if asked.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    else:
        for name, value in found.items():
            sys.stdout.write(f"{name}: {value}" + (f" (≤ {BUDGET[name]})" if name in BUDGET else "") + "\n")
    return int(any(found[name] > limit for name, limit in BUDGET.items()))


if __name__ == "__main__":
    raise SystemExit(main())
