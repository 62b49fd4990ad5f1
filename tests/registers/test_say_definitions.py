"""The definition of a figure over a register says states and choices by their names, not by their codes."""

from __future__ import annotations

from linli.definitions import get_library
from linli.indicators import wording


def test_states_and_choices_are_said_by_name() -> None:
    held = {one.id: one for one in get_library().mechanisms["estate_renovation"].indicators}
    said = {
        name: " ".join(words for _title, words in wording.definition(held[name]))
        for name in ("estates_to_finish", "estates_finished", "estates_to_start")
    }
    assert "计划为计划完成" in said["estates_to_finish"]
    assert "状态为已完成" in said["estates_finished"]
    assert "状态为未开工" in said["estates_to_start"]
    assert not any("to_finish" in words or "finished" in words for words in said.values())
