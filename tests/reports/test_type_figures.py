"""What people type into a report, and what a rule asks about it."""

from __future__ import annotations

import pytest

from linli.reports import contents
from linli.reports.errors import BadValues
from linli.reports.services.filling import parsed
from tests.reports.conftest import CONTENT, item


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1,234", 1234), ("\uff11\uff12", 12), ("0", 0), ("", None), ("—", None), ("未报", None)],
)
def test_what_people_type_is_understood(typed: str, value: int | None) -> None:
    form = contents.form_of(CONTENT)
    assert contents.parse(form.item("visits"), typed) == value


@pytest.mark.parametrize(
    ("typed", "words"),
    [("约30", "不是数字"), ("3.5", "整数"), ("-2", "负数"), ("9" * 16, "太大"), ("=1+1", "不是数字")],
)
def test_what_is_no_number_is_told_in_its_cell(typed: str, words: str) -> None:
    with pytest.raises(BadValues) as bad:
        parsed(contents.form_of(CONTENT), {"visits": typed, "lonely": "3"})
    assert list(bad.value.cells) == ["visits"]
    assert words in bad.value.cells["visits"]


def test_a_count_where_a_rate_belongs_is_asked_about() -> None:
    data = {
        **CONTENT,
        "items": [{**item("share", "占比"), "type": "percent", "unit": "unit_percent", "places": 1}],
    }
    piece = contents.form_of(data).item("share")
    assert contents.parse(piece, "119.0%") == 1190
    with pytest.raises(ValueError, match="个数填成了比例"):
        contents.parse(piece, "20140")
