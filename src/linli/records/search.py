"""Finding Chinese text by any two characters, within the reader's places, on both engines.

Most Chinese words have two characters and no spaces, so texts are cut into overlapping pairs. Pairs
are written as plain letters and digits, for then neither engine's tokenizer nor the locale of the
database can change what is found. The places a row belongs to are words of the same index, so that
scope is part of the match. The only module with SQL of its own.
"""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.db import connection, transaction

from linli.domain.access import AreaRef
from linli.records import registry
from linli.records.inserting import insert_row
from linli.records.models import SearchEntry, SearchJob

LIMIT = 20
#: Longest text that is indexed (PostgreSQL keeps word positions up to 16,383), longest query.
MAX_TEXT = 15_000
MAX_QUERY = 40
_DIGITS = string.digits + string.ascii_lowercase
#: Levels whose readers are not held to a place.
_EVERYWHERE = "nation"


def area_token(area_id: int) -> str:
    """The scope word of a place."""
    return f"a{area_id}"


def body_token(body_id: int) -> str:
    """The scope word of an organisation."""
    return f"b{body_id}"


def runs(text: str) -> list[str]:
    """Stretches of letters, digits and characters, folded (width, case), without what stands between."""
    folded = unicodedata.normalize("NFKC", text[:MAX_TEXT]).casefold()
    return "".join(char if char.isalnum() else " " for char in folded).split()


def _code(char: str) -> str:
    number, out = ord(char), ""
    for _place in range(4):
        number, rest = divmod(number, 36)
        out = _DIGITS[rest] + out
    return out


def grams(text: str) -> list[str]:
    """The words that are indexed: every pair of neighbours, and the last character of each stretch."""
    words = []
    for stretch in runs(text):
        words += [f"x{_code(left)}{_code(right)}" for left, right in pairwise(stretch)]
        words.append(f"x{_code(stretch[-1])}")
    return words


def _phrases(text: str) -> list[list[str]]:
    return [
        [f"x{_code(left)}{_code(right)}" for left, right in pairwise(stretch)] or [f"x{_code(stretch)}"]
        for stretch in runs(text[:MAX_QUERY])
    ]


def index(kind: str, subject_id: int, text: str, scope_tokens: Iterable[str]) -> None:
    """Make or renew the entry of a subject. The worker calls it; pages call :func:`later`."""
    scopes = " ".join([_kind_word(kind), *sorted(map(_scope_word, set(scope_tokens)))])
    words = " ".join(grams(text))
    with transaction.atomic():
        old = SearchEntry.objects.filter(kind=kind, subject_id=subject_id).first()
        if old is not None and (old.grams, old.scopes) == (words, scopes):
            return
        entry = old or SearchEntry(kind=kind, subject_id=subject_id)
        if old is not None:
            _fts_remove(old)
        entry.grams, entry.scopes = words, scopes
        entry.save()
        _fts_add(entry)


def remove(kind: str, subject_id: int) -> None:
    """Erase the entry of a subject and what waits to be indexed."""
    with transaction.atomic():
        SearchJob.objects.filter(kind=kind, subject_id=subject_id).delete()
        for entry in SearchEntry.objects.filter(kind=kind, subject_id=subject_id):
            _fts_remove(entry)
            entry.delete()


def later(kind: str, subject_id: int) -> None:
    """Have the worker index a subject, in the transaction of what changed it."""
    insert_row(SearchJob(kind=kind, subject_id=subject_id))


def later_many(kind: str, ids: Iterable[int]) -> None:
    """The same for many subjects (their places were redrawn, an import was applied)."""
    SearchJob.objects.bulk_create((SearchJob(kind=kind, subject_id=pk) for pk in ids), batch_size=1000)


def drain(limit: int = 200) -> int:
    """Index what waits, through the providers registered by kind; answers how many jobs are gone."""
    with transaction.atomic():
        rows = SearchJob.objects.order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        jobs = list(rows[:limit])
        by_kind: dict[str, set[int]] = {}
        for job in jobs:
            by_kind.setdefault(job.kind, set()).add(job.subject_id)
        for kind, ids in by_kind.items():
            provider = registry.search_rows(kind)
            for subject_id, text, tokens in provider(sorted(ids)) if provider else ():
                index(kind, subject_id, text, tokens)
        SearchJob.objects.filter(pk__in=[job.pk for job in jobs]).delete()
    return len(jobs)


def query(
    kind: str, text: str, scope: Sequence[AreaRef | str], limit: int = LIMIT, *, any_place: bool = False
) -> list[int]:
    """Ids of subjects of a kind whose text holds every stretch of ``text``, newest entry first.

    ``scope`` are places or ready scope words; nothing of other places can be found. An empty scope
    finds nothing unless ``any_place``. Pairs must stand side by side, so "水管" does not find "管水".
    """
    phrases = _phrases(text)
    tokens = [_scope_word(ref) for ref in scope]
    if not phrases or not (tokens or any_place):
        return []
    if any_place or any(isinstance(ref, AreaRef) and ref.level == _EVERYWHERE for ref in scope):
        tokens = []
    if connection.vendor == "postgresql":
        return _query_postgresql(kind, phrases, tokens, limit)
    return _query_sqlite(kind, phrases, tokens, limit)


def _scope_word(ref: AreaRef | str) -> str:
    word = area_token(ref.area_id) if isinstance(ref, AreaRef) else ref
    if not word.isascii() or not word.isalnum():
        raise ValueError("a scope word is letters and digits")
    return word


def _kind_word(kind: str) -> str:
    return "k" + "".join(char for char in kind if char.isalnum())


def _query_sqlite(kind: str, phrases: list[list[str]], tokens: list[str], limit: int) -> list[int]:
    words = [f'grams:"{" ".join(item)}"' if len(item[0]) > 5 else f'grams:"{item[0]}"*' for item in phrases]
    where = [f"scopes:{_kind_word(kind)}", *words]
    if tokens:
        where.append("scopes:(" + " OR ".join(tokens) + ")")
    sql = (
        "SELECT subject_id FROM records_searchentry WHERE id IN ("
        " SELECT rowid FROM records_search WHERE records_search MATCH %s ORDER BY rowid DESC LIMIT %s)"
        " ORDER BY id DESC"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [" AND ".join(where), limit])
        return [row[0] for row in cursor.fetchall()]


def _query_postgresql(kind: str, phrases: list[list[str]], tokens: list[str], limit: int) -> list[int]:
    words = [" <-> ".join(item) if len(item[0]) > 5 else f"{item[0]}:*" for item in phrases]
    where = [_kind_word(kind), *(f"({item})" for item in words)]
    if tokens:
        where.append("(" + " | ".join(tokens) + ")")
    sql = (
        "SELECT subject_id FROM records_searchentry WHERE vector @@ to_tsquery('simple', %s)"
        " ORDER BY id DESC LIMIT %s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [" & ".join(where), limit])
        return [row[0] for row in cursor.fetchall()]


def _fts_add(entry: SearchEntry) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO records_search(rowid, grams, scopes) VALUES (%s, %s, %s)",
                [entry.pk, entry.grams, entry.scopes],
            )


def _fts_remove(entry: SearchEntry) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO records_search(records_search, rowid, grams, scopes)"
                " VALUES ('delete', %s, %s, %s)",
                [entry.pk, entry.grams, entry.scopes],
            )


def rebuild() -> None:
    """Make the full-text index anew from its table (after a restore, or to purge erased words)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO records_search(records_search) VALUES ('rebuild')")


def purge() -> None:
    """Melt the full-text index down, so that words of erased entries leave the file. Slow: at night."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO records_search(records_search) VALUES ('optimize')")
