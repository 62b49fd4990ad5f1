"""New rows of one model that are nearly the same, without paying for every column of every row."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)


def another(first: M, **values: Any) -> M:
    """A new row with the columns of an unsaved one and these values, by attribute name (``area_id``, not ``area``).

    ``__init__`` of a model looks at forty columns one by one; rows of an import differ in a handful. What is mutable
    (a JSON value) is shared with ``first`` unless given anew; related rows that ``first`` holds are held too.
    """
    made = type(first).__new__(type(first))
    made.__dict__.update(first.__dict__)
    made.__dict__.update(values)
    made._state = state = ModelState()
    state.db, state.adding = first._state.db, True
    state.fields_cache = dict(first._state.fields_cache)
    return made
