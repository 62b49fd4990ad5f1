"""LibreOffice opens every kind of Word file and the ledger we write; skipped where it is not installed."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from linli.ledgers.writing.layout import Col, Layout
from linli.ledgers.writing.xlsx import write_ledger
from linli.papers.document import Document
from linli.papers.docx import render
from linli.papers.kinds import KINDS
from linli.papers.services.building import build_working
from linli.papers.texts import to_blocks

SOFFICE = shutil.which("soffice")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")]


def document(kind: str) -> Document:
    fields = {"case": "A1B2", "text": "12号楼下水管堵了，一楼返水。", "place": "湖光花园"}
    made = build_working(
        kind=kind, fields=fields, addressee="某单位", issuer="某街道办事处", issued_on=date(2026, 11, 21)
    )
    if KINDS[kind].style == "oa":
        return Document(
            form=made.form, title=made.title, head="某机关", blocks=to_blocks("一、总体情况\n现将情况告知。"), issuer="某机关",
            copies="某办", printed_by="某办", printed_on=date(2026, 11, 21),
        )  # fmt: skip
    return made


def test_every_word_file_and_the_ledger_become_a_pdf(tmp_path: Path) -> None:
    names = []
    for kind in KINDS:
        file = tmp_path / f"{kind}.docx"
        file.write_bytes(render(document(kind)))
        names.append(file)
    ledger = tmp_path / "ledger.xlsx"
    columns = (Col("a", "甲", above=("头",)), Col("b", "乙", above=("头",), kind="whole", total=True))
    write_ledger(ledger, Layout(title="台账", columns=columns, unit="某单位"), [{"a": "=1+1", "b": 3}] * 40)
    command = [SOFFICE or "", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
               "--outdir", str(tmp_path), *map(str, [*names, ledger])]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for file in [*names, ledger]:
        pdf = file.with_suffix(".pdf").read_bytes()
        assert pdf.startswith(b"%PDF-")
        assert len(pdf) > 5_000
