"""A text longer than offices may write is told with both limits; nobody is stopped by it."""

from __future__ import annotations

import pytest

from linli.papers.document import Document, Paragraph
from linli.papers.texts import length_warning


@pytest.mark.parametrize(
    ("characters", "told"),
    [
        (4_000, ()),
        (4_001, ("全文4001字", "不超过4000字", "多了1字", "可到5000字")),
        (5_000, ("全文5000字", "多了1000字", "可到5000字")),
        (5_003, ("全文5003字", "5000字的上限还多3字")),
    ],
)
def test_the_sentence_names_the_limit_and_by_how_much_it_is_passed(
    characters: int, told: tuple[str, ...]
) -> None:
    document = Document(form="official", title="题", blocks=(Paragraph("字" * (characters - 1)),))
    said = length_warning(document)
    assert bool(said) is bool(told)
    assert all(words in said for words in told)
