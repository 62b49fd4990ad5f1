"""B10 and B14 in a real browser: a bulletin as a Word paper in three taps, and from its number to the rows in one."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.browser.steps import enter, one
from tests.browser.walk import Walk
from tests.served import Served

pytestmark = pytest.mark.journey


def test_b10_a_bulletin_becomes_a_word_paper_in_three_taps(
    site: Served, desktop: Any, tmp_path: Path
) -> None:
    enter(desktop, site, "demo-leader")
    walk = Walk(desktop, "B10", site.url)
    walk.open("/bulletins/")
    walk.tap("#draft-key_matters_bulletin button")
    walk.tap("form[action$='/publish/'] button")
    walk.see("已定稿")
    with desktop.expect_download() as waiting:
        walk.tap("a[href$='/word/']")
    file = tmp_path / "paper.docx"
    waiting.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        words = archive.read("word/document.xml").decode()
    assert "×〔" in words
    assert "办理情况的通报" in words
    walk.done()


def test_b14_a_number_in_a_published_bulletin_opens_its_rows(site: Served, desktop: Any) -> None:
    row = one(
        site,
        "SELECT r.count AS count, e.bulletin_id AS bulletin FROM bulletins_editionrows r"
        " JOIN bulletins_edition e ON e.id = r.edition_id WHERE r.figure = 'closed' ORDER BY e.id LIMIT 1",
    )
    enter(desktop, site, "demo-leader")
    walk = Walk(desktop, "B14", site.url)
    walk.open(f"/bulletins/{row['bulletin']}/")
    walk.tap("a.figure[href*='/figures/closed/']")
    walk.see(f"共{row['count']}条")
    walk.done()
