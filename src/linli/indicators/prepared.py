"""Statements of figures kept as they were compiled: the ORM takes longer to say the question than a base to answer it.

A figure asks the same until its period, its place or its definition is another one; the key of a statement names
all of that, never what the answer depends on besides: the answer is always read anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

#: Statements kept by a process; all are forgotten together when there are more.
MOST = 256

#: Key → whose rows it counts, the statement (None: it can have no rows), its values.
_held: dict[Hashable, tuple[object, str | None, tuple[Any, ...]]] = {}


def rows(key: Hashable | None, of: object, ask: Callable[[], QuerySet[Any]]) -> list[tuple[Any, ...]]:
    """The rows of a ``values_list`` as the database tells them, without the converters of the ORM (a day may be text).

    ``key`` None: the question is of its own and not kept. ``of``: the registered set; another one of its name asks anew.
    """
    place = (connection.vendor, key)
    held = _held.get(place) if key is not None else None
    if held is None or held[0] is not of:
        held = of, *_compiled(ask())
        if key is not None:
            if len(_held) >= MOST:
                _held.clear()
            _held[place] = held
    _of, statement, values = held
    if statement is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _compiled(asked: QuerySet[Any]) -> tuple[str | None, tuple[Any, ...]]:
    try:
        statement, values = asked.query.get_compiler(connection.alias).as_sql()
    except EmptyResultSet:
        return None, ()
    return statement, tuple(values)
