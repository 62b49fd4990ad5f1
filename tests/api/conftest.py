"""The office at work as a fixture."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from linli.records import time
from tests import office as offices


@pytest.fixture
def office(db: None) -> Iterator[offices.Office]:
    """Built once a test; the clock of the pages stands at the hour of the cases, the throttle at zero."""
    cache.clear()
    with time.frozen(offices.AT):
        yield offices.build()
