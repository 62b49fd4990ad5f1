"""Steps that many walks share: entering, and looking up what was saved."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

from tests.served import Served


def one(site: Served, query: str, *values: object) -> Any:
    """One row of the installation's database, read only."""
    with closing(sqlite3.connect(f"file:{site.data}/linli.sqlite3?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        return database.execute(query, values).fetchone()


def case(site: Served, code: str) -> Any:
    return one(site, "SELECT * FROM cases_case WHERE code = ?", code)


def code_of(page: Any) -> str:
    found = re.search(r"/cases/([0-9A-Z-]+)/", page.url)
    assert found, page.url
    return found.group(1)


def enter(page: Any, site: Served, name: str) -> None:
    """Entering is once a day and not counted."""
    page.goto(f"{site.url}/accounts/enter/")
    page.locator(f"button[name=user][value={name}]").first.click()
    page.wait_for_url(f"{site.url}/**")
    page.wait_for_load_state()


def clipboard(page: Any) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))
