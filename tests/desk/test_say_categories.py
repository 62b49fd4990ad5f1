"""Papers and rows of cases say a category and a call-back in words, never by their codes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.cases import recordset
from linli.cases import services as cases
from linli.cases.paperwork import fields_of
from linli.domain.access import PUBLIC
from linli.papers import services as papers
from linli.papers.kinds import OF_CASES
from tests.office import AT, Office


def test_a_paper_of_a_case_names_its_category_in_words(office: Office) -> None:
    case = office.accepted()
    fields = fields_of(case)
    assert case.category.isascii()
    assert not fields["category"].isascii()
    assert "_" not in fields["category"]


@pytest.mark.parametrize("kind", OF_CASES)
def test_no_label_of_a_paper_is_a_code(office: Office, kind: str) -> None:
    fields = fields_of(office.accepted()) | {"boundary": "物业责任"}
    document = papers.build_working(kind=kind, fields=fields)
    labels = [label for block in document.main_blocks for label, _value in getattr(block, "pairs", ())]
    assert labels
    assert not [label for label in labels if label.isascii()]


def test_the_call_back_on_the_page_of_a_case_is_told_in_words(office: Office) -> None:
    case = office.passed()
    cases.confirm(
        case_id=case.pk, solved="yes", satisfied="satisfied", actor=PUBLIC, at=AT + timedelta(days=1)
    )
    told = office.client("clerk").get(f"/cases/{case.code}/late/").content.decode()
    assert "解决了" in told
    assert "满意" in told
    assert "satisfied" not in told


def test_the_rows_behind_a_figure_name_the_category(office: Office) -> None:
    column = next(one for one in recordset.COLUMNS if one.name == "category")
    assert column.words is not None
    assert not str(column.words(office.case().category)).isascii()
