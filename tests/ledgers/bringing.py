"""A small list of places on its way into the records: staged, previewed, confirmed."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from linli.ledgers import services
from linli.ledgers.models import Import
from linli.records.models import Tally
from tests.ledgers.estates import AT, CLERK

HEADER = ["序号", "小区名称", "总户数", "建成日期"]
MAPPING = {"name": 1, "homes": 2, "built": 3}


def workbook(rows: list[list[Any]], header: list[str] = HEADER) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate([header, *rows]):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def bring(rows: list[list[Any]], header: list[str] = HEADER) -> Import:
    return services.start_import(
        target_id="estates", name="台账.xlsx", data=workbook(rows, header), actor=CLERK, at=AT
    )


def previewed(rows: list[list[Any]]) -> Import:
    batch = bring(rows)
    if batch.state == Import.State.MAPPING:
        batch = services.confirm_mapping(import_id=batch.pk, mapping=MAPPING, actor=CLERK, at=AT)
    return batch


def done(rows: list[list[Any]]) -> Import:
    return services.apply_import(import_id=previewed(rows).pk, actor=CLERK, at=AT)


def amounts() -> dict[str, int]:
    return dict(Tally.objects.filter(tally="homes").values_list("key", "amount"))


GOOD = [[1, "甲小区", 300, "2001-05-01"], [2, "乙小区", 0, None]]
