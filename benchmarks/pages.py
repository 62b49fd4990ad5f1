"""The pages of daily work read as staff: queries, the database's part and the whole answer, in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

READERS = ("demo-secretary", "demo-clerk", "demo-leader")


class Timed:
    """A cursor whose statements and fetches add to the clock: SQLite does its work while rows are fetched."""

    def __init__(self, cursor: Any, found: list[float]) -> None:
        self.cursor, self.found = cursor, found

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.cursor, name)
        if name not in {"execute", "executemany", "fetchone", "fetchmany", "fetchall"}:
            return value

        def timed(*args: Any, **kwargs: Any) -> Any:
            began = time.perf_counter()
            try:
                return value(*args, **kwargs)
            finally:
                spent = (time.perf_counter() - began) * 1000
                if name.startswith("execute"):
                    self.found.append(spent)
                elif self.found:
                    self.found[-1] += spent

        return timed

    def __iter__(self) -> Any:
        return iter(self.cursor)

    def __enter__(self) -> Timed:
        return self

    def __exit__(self, *told: Any) -> None:
        self.cursor.close()


@contextmanager
def counted() -> Iterator[list[float]]:
    """Milliseconds the database took for each statement, its rows included."""
    from django.db import connection

    found: list[float] = []
    original = connection.cursor
    # By name: a method is replaced for the time of the measuring.
    setattr(connection, "cursor", lambda *args, **kwargs: Timed(original(*args, **kwargs), found))  # noqa: B010
    try:
        yield found
    finally:
        setattr(connection, "cursor", original)  # noqa: B010


def read(repeats: int) -> dict[str, dict[str, float]]:
    """Per page and reader: queries, p50 of the database part and of the whole answer in milliseconds."""
    from django.test import Client
    from django.urls import reverse

    from benchmarks.harness import percentile

    result = {}
    for reader in READERS:
        client = Client()
        client.post(reverse("accounts:enter"), {"user": reader})
        for page, address in addresses(client):
            if page == "dashboard" and client.get(address).status_code == 403:
                continue  # not every post looks at it
            whole, base, queries = [], [], 0
            for number in range(repeats + 2):
                with counted() as times:
                    began = time.perf_counter()
                    answer = client.get(address)
                    took = (time.perf_counter() - began) * 1000
                assert answer.status_code == 200, (reader, page, answer.status_code)
                if number >= 2:
                    whole.append(took)
                    base.append(sum(times))
                    queries = max(queries, len(times))
            result[f"{page} / {reader}"] = {
                "queries": queries,
                "database_ms": round(percentile(base, 50), 1),
                "whole_ms": round(percentile(whole, 50), 1),
            }
    return result


def addresses(client: Any) -> list[tuple[str, str]]:
    """The pages by what one clicks: the newest case of the reader's list and its place."""
    import re

    from django.urls import reverse

    from linli.cases.models import Case

    lists = reverse("cases:list")
    page = client.get(lists).content.decode()
    code = re.search(r'href="/cases/(2[0-9]{3}-[^/"]+)/', page)
    assert code, "no case on the list"
    case = Case.objects.get(code=code.group(1))
    place = reverse("desk:place", args=[case.community or case.area_id])
    return [
        ("list", f"{lists}?stage=work"),
        ("list of all", lists),
        ("desk", reverse("desk:today")),
        ("case", reverse("cases:page", args=[case.code])),
        ("place", place),
        ("dashboard", reverse("indicators:overview")),
    ]
