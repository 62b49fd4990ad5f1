"""Several short reads in one statement, for pages that show the beginning of many lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def first_of_each(querysets: Sequence[QuerySet[Any]], most: int) -> list[list[int]]:
    """The first ``most`` primary keys of each queryset in its own order, in one statement.

    Django's ``union`` cannot limit its parts on SQLite; here each part is a limited sub-select of its own.
    """
    found: list[list[int]] = [[] for _queryset in querysets]
    parts: list[str] = []
    values: list[Any] = []
    for number, queryset in enumerate(querysets):
        try:
            sql, params = queryset.values_list("pk")[:most].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {number} AS part, part_{number}.* FROM ({sql}) part_{number}")  # noqa: S608
        values.extend(params)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            for part, key in cursor.fetchall():
                found[part].append(key)
    return found
