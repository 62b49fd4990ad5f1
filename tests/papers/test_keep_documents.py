"""A document comes back from its store as it went in; a form prints every pair once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from linli.papers.document import Block, from_json, to_json
from linli.papers.docx.measures import fact_lines
from tests.papers.wordfiles import BLOCKS, OFFICIAL, PAIRS


@given(st.lists(BLOCKS, max_size=5).map(tuple), st.none() | st.dates())
def test_a_document_survives_its_store(blocks: tuple[Block, ...], day: date | None) -> None:
    document = replace(OFFICIAL, blocks=blocks, issued_on=day)
    assert from_json(to_json(document)) == document


@given(PAIRS)
def test_a_form_prints_every_pair_once_in_order(pairs: tuple[tuple[str, str], ...]) -> None:
    assert [pair for row in fact_lines(pairs) for pair in row] == list(pairs)
