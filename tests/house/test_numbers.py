"""What an address or a form names by number is read by one function (``domain.codes.record_id``)."""

from __future__ import annotations

from pathlib import Path

import linli

ROOM = Path(linli.__file__).parent
#: Cells of a ledger, years and parts of a page are no numbers of rows; versions have a length of their own.
OTHERWISE = {
    "activities/views.py",
    "agreements/acting.py",
    "desk/views/subjects.py",
    "indicators/settling.py",
    "ledgers/reading/header.py",
    "resources/matching.py",
}


def test_no_room_reads_the_number_of_a_row_by_hand() -> None:
    found = {
        str(path.relative_to(ROOM))
        for path in ROOM.rglob("*.py")
        if ".isdecimal()" in path.read_text(encoding="utf-8")
    }
    assert found == OTHERWISE
