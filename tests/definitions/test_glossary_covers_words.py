"""Every word the schema, the kernel and the data use has its entry in the glossary."""

from __future__ import annotations

import typing

import pytest

from linli.definitions import get_library, words
from linli.definitions.schema import PIECES
from linli.domain.caseflow import State
from linli.domain.caserules import Result
from linli.domain.clocks import Unit
from linli.mechanisms.models import Adoption


def closed_lists() -> list[tuple[str, str]]:
    lists = (
        "Subject",
        "Urgency",
        "Result",
        "Boundary",
        "SuspensionReason",
        "Unit",
        "Confirmer",
        "MatterKind",
    )
    return [(name, one) for name in lists for one in typing.get_args(getattr(words, name))]


@pytest.mark.parametrize(("name", "one"), closed_lists())
def test_every_choice_of_the_schema_is_a_term(name: str, one: str) -> None:
    assert one in get_library().terms, f"{name}: {one}"


def test_states_results_units_and_pieces_are_terms() -> None:
    terms = get_library().terms
    assert [one.value for one in State if f"state_{one.value}" not in terms] == []
    assert [one.value for one in Result if one.value not in terms] == []
    assert [one.value for one in Unit if one.value not in terms] == []
    assert [one for one in PIECES if one not in terms] == []
    assert [one for one in Adoption.State.values if f"adoption_{one}" not in terms] == []


def test_kernel_and_schema_name_the_same_results() -> None:
    assert set(words.RESULTS) == {one.value for one in Result}


def test_every_label_of_the_library_has_both_languages() -> None:
    for mechanism in get_library().mechanisms.values():
        for text in (mechanism.names, mechanism.sentence, *mechanism.needs_before, *mechanism.hints):
            assert text.zh.strip(), mechanism.id
            assert text.en.strip(), mechanism.id
