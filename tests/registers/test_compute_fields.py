"""A field that follows from others is computed at every write, on the form as in Excel, and typed nowhere."""

from __future__ import annotations

from datetime import date

import pytest

from linli.definitions import get_library
from linli.registers import computing, forms
from linli.registers.ledger import columns

KIND = next(
    kind for kind in get_library().mechanisms["approval_speed"].register_kinds if kind.id == "approval_item"
)
HELD = {
    "before": 5, "before_unit": "working_day", "after": 2, "after_unit": "working_day", "since": "2023-04-25",
}  # fmt: skip


@pytest.mark.django_db
def test_it_follows_from_the_others_and_goes_with_them() -> None:
    assert computing.put(KIND, HELD)["days_cut"] == 3
    assert computing.put(KIND, {**HELD, "days_cut": 99})["days_cut"] == 3
    assert "days_cut" not in computing.put(KIND, {**HELD, "since": None, "days_cut": 3})
    # A day no calendar reaches is no reason to fail: nothing is said.
    assert "days_cut" not in computing.put(KIND, {**HELD, "since": "9999-01-01"})


def test_nobody_is_asked_for_it() -> None:
    assert "days_cut" in KIND.derived
    names = {column.key for column in columns.of(KIND)}
    assert "days_cut" not in names
    assert {"before", "after"} <= {name.removeprefix("f_") for name in names}
    asked = set(forms.ItemForm(kind=KIND, new=True, within=(), today=date(2023, 5, 1)).fields)
    assert "f_days_cut" not in asked
    assert "f_before" in asked
    assert computing.typed(KIND, {"days_cut": 3}) != {}
    assert computing.typed(KIND, {"before": 3}) == {}
