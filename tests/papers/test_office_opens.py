"""LibreOffice opens every kind of Word file, and the workbooks we write; skipped with a sentence where it is not installed."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from linli.ledgers.writing.layout import Col, Layout
from linli.ledgers.writing.xlsx import write_ledger
from linli.papers.docx import render
from linli.papers.kinds import KINDS
from tests.papers.samples import sample

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        SOFFICE is None, reason="LibreOffice is not installed: apt-get install libreoffice-writer libreoffice-calc"
    ),
]  # fmt: skip


def _workbooks(folder: Path) -> list[Path]:
    """A plain list, one with merged heads, totals and units, and an empty one."""
    plain = (Col("a", "甲"), Col("b", "乙", kind="whole"))
    merged = (
        Col("a", "甲", above=("头",)),
        Col("b", "乙", above=("头",), kind="whole", total=True),
        Col("c", "日", kind="day"),
    )
    rows = [{"a": "=1+1", "b": 3, "c": date(2026, 11, 21)}] * 40
    made = []
    for name, columns, lines in (("plain", plain, rows), ("merged", merged, rows), ("empty", plain, [])):
        file = folder / f"{name}.xlsx"
        write_ledger(file, Layout(title="台账", columns=columns, unit="某单位", demo=True), lines)
        made.append(file)
    return made


def test_every_word_file_and_workbook_becomes_a_pdf(tmp_path: Path) -> None:
    names = []
    for kind in KINDS:
        file = tmp_path / f"{kind}.docx"
        file.write_bytes(render(sample(kind)))
        names.append(file)
    books = _workbooks(tmp_path)
    command = [SOFFICE or "", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
               "--outdir", str(tmp_path), *map(str, [*names, *books])]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for file in [*names, *books]:
        pdf = file.with_suffix(".pdf").read_bytes()
        assert pdf.startswith(b"%PDF-")
        assert len(pdf) > 5_000


#: Kinds whose sample fills one page; the reports with text and table take two.
ONE_PAGE = [one.id for one in KINDS.values() if one.form == "working"]


@pytest.mark.skipif(
    shutil.which("pdfinfo") is None, reason="poppler is not installed: apt-get install poppler-utils"
)
def test_a_daily_paper_fits_one_page_in_libreoffice(tmp_path: Path) -> None:
    for kind in ONE_PAGE:
        (tmp_path / f"{kind}.docx").write_bytes(render(sample(kind)))
    command = [SOFFICE or "", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
               "--outdir", str(tmp_path), *(str(tmp_path / f"{kind}.docx") for kind in ONE_PAGE)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for kind in ONE_PAGE:
        told = subprocess.run(
            ["pdfinfo", f"{kind}.pdf"], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout
        assert "Pages:           1" in told, kind
