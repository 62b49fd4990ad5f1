"""Queries compiled once: the ORM spends more on building a small query than the database on answering it.

For the few reads on a form's way in, each asked thousands of times with other values; elsewhere a plain queryset is
the right thing. The statement is the ORM's own, so fields, conditions and both engines stay its business.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet, Value

M = TypeVar("M", bound=Model)
#: Numbers of a column lie below.
_MOST = 1 << 63


class Slot(Value):
    """Stands for a value in a statement that is compiled before the value is known."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:  # noqa: ARG002 - the ORM's own shape
        """A parameter that is filled in when the statement is used."""
        return "%s", [self]


def any_of(column: str, slots: Sequence[Slot]) -> Q:
    """``column`` is one of them; ``__in`` would ask a foreign key's values what they are."""
    return functools.reduce(operator.or_, (Q(**{column: one}) for one in slots))


def _beyond_columns(values: Sequence[Any]) -> bool:
    """SQLite's driver refuses numbers of more than 63 bits, which any address or JSON may hold."""
    return any(isinstance(one, int) and not -_MOST <= one < _MOST for one in values)


class Reading(Generic[M]):
    """``Reading(lambda pk: Model.objects.filter(pk=pk)).rows(7)`` answers what the queryset would.

    The function gets slots in place of values and builds the queryset. Values go to the driver as they are: texts,
    numbers, truth; a day or an instant belongs into the queryset as a constant. A number no column can hold finds
    nothing, as with the ORM.
    """

    def __init__(self, make: Callable[..., QuerySet[M, Any]]) -> None:
        self._make = make
        self._statement = functools.cache(self._compile)

    def _compile(self, count: int, _vendor: str) -> tuple[type[M], str, tuple[Any, ...]]:
        queryset = self._make(*map(Slot, range(count)))
        statement, params = queryset.query.sql_with_params()
        return queryset.model, statement, params

    def _filled(self, values: tuple[Any, ...]) -> tuple[type[M], str, list[Any]]:
        model, statement, params = self._statement(len(values), connection.vendor)
        return model, statement, [values[one.value] if isinstance(one, Slot) else one for one in params]

    def rows(self, *values: Any) -> list[M]:
        """The rows as instances of the model."""
        if _beyond_columns(values):
            return []
        model, statement, params = self._filled(values)
        return list(model._base_manager.raw(statement, params))

    def tuples(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a ``values_list`` of texts, numbers and truth, as the driver gives them."""
        if _beyond_columns(values):
            return []
        _model, statement, params = self._filled(values)
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return list(cursor.fetchall())
