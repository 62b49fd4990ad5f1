"""本单位版式: a body's own columns, heads, order and paper over any ledger; values stay as they are."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import python_calamine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from linli.definitions.layouts import LayoutColumn, SheetLayout
from linli.definitions.text import Text
from linli.ledgers.models import Export, OfficeLayout
from linli.ledgers.reading.limits import limits
from linli.ledgers.reading.matching import Wanted
from linli.ledgers.reading.sheet import OpenSheet
from linli.ledgers.writing import arranging
from linli.ledgers.writing.arranging import arranged, ordered
from linli.ledgers.writing.layout import Col, Layout
from linli.ledgers.writing.xlsx import write_ledger
from linli.records.models import Event
from tests import cast
from tests.browsing import client_of


@pytest.fixture
def city(db: None) -> cast.City:
    return cast.build()


@pytest.fixture
def enter(city: cast.City) -> Callable[[str], Client]:
    return lambda post: client_of(city, post)


def text(words: str) -> Text:
    return Text(words, words)


def taken_out(client: Client, outlet: str = "organizations") -> bytes:
    answer = client.post(reverse("ledgers:export_new", args=[outlet]))
    export = Export.objects.latest("pk")
    assert answer["Location"] == reverse("ledgers:export", args=[export.pk])
    file = client.get(reverse("ledgers:export_file", args=[export.pk]))
    return b"".join(file.streaming_content)  # type: ignore[attr-defined]


def lines(data: bytes) -> list[list[Any]]:
    return python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()


SENT = {
    "title": "辖区单位一览表", "columns": "简称\n单位名称 → 基本信息·单位全称\n单位类别 → 基本信息·类别\n",
    "order": "湖光社区居委会\n东湖街道办事处", "paper": "A3", "attachment": "附件2", "note": "说明：以批文为准",
}  # fmt: skip


def test_a_ledger_goes_out_in_the_offices_own_layout(enter: Callable[[str], Client]) -> None:
    clerk, address = enter("clerk"), reverse("ledgers:layout", args=["organizations"])
    before = lines(taken_out(clerk))
    shown = clerk.get(address).content.decode()
    assert "单位名称" in shown
    sent = {**SENT, "columns": SENT["columns"].replace("简称\n", "", 1) + "简称"}
    assert clerk.post(address, sent).status_code == 302
    data = taken_out(clerk)
    found = lines(data)
    assert [row[0] for row in found[:2]] == ["附件2", "辖区单位一览表"]
    assert found[3:5] == [["基本信息", "", "简称"], ["单位全称", "类别", ""]]
    names = [row[0] for row in found[5:]]
    assert names[:2] == ["湖光社区居委会", "东湖街道办事处"]
    old = {row[1] for row in before if row[0] in range(1, 100)}
    assert {name for name in names if name in old} == old
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "portrait")
    assert "A4:B4" in {str(area) for area in sheet.merged_cells.ranges}
    again = clerk.get(address).context["form"].initial
    assert again["columns"].splitlines()[0] == "单位名称 → 基本信息·单位全称"


def test_it_is_the_bodys_own_and_can_be_taken_back(enter: Callable[[str], Client]) -> None:
    clerk, officer = enter("clerk"), enter("officer")
    address = reverse("ledgers:layout", args=["organizations"])
    for _time in range(2):
        clerk.post(address, SENT)
    assert Event.objects.filter(name="office_layout.set").count() == 1
    assert OfficeLayout.objects.get().content["title"]["zh"] == "辖区单位一览表"
    assert lines(taken_out(officer))[0][0] == "单位台账"
    clerk.post(address, {"drop": "1", "version": OfficeLayout.objects.get().version})
    assert lines(taken_out(clerk))[0][0] == "单位台账"


def test_of_two_who_change_a_layout_the_second_sees_both_and_decides(
    city: cast.City, enter: Callable[[str], Client]
) -> None:
    clerk, address = enter("clerk"), reverse("ledgers:layout", args=["organizations"])
    opened = clerk.get(address).context["version"]
    assert opened == 0
    assert clerk.post(address, {**SENT, "version": opened}).status_code == 302
    # A colleague opened the form before that and saves now.
    answer = clerk.post(address, {**SENT, "title": "单位花名册", "version": opened})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "这条记录刚刚被别人改过" in page
    assert "辖区单位一览表" in page
    assert "基本信息·单位全称" in page
    assert 'value="单位花名册"' in page
    assert OfficeLayout.objects.get().content["title"]["zh"] == "辖区单位一览表"
    assert clerk.post(address, {"drop": "1", "version": opened}).status_code == 409
    seen = answer.context["version"]
    assert clerk.post(address, {**SENT, "title": "单位花名册", "version": seen}).status_code == 302
    assert OfficeLayout.objects.get().content["title"]["zh"] == "单位花名册"


def test_a_mistake_in_between_does_not_make_an_old_form_new(enter: Callable[[str], Client]) -> None:
    clerk, address = enter("clerk"), reverse("ledgers:layout", args=["organizations"])
    clerk.post(address, {**SENT, "version": 0})
    answer = clerk.post(address, {**SENT, "columns": "面积", "version": 0})
    assert (answer.status_code, answer.context["version"]) == (422, 0)


@pytest.mark.parametrize(
    ("columns", "words"), [("面积\n", "不是这本台账的列"), ("简称\n简称\n", "写了两次"), ("", "必填")]
)
def test_a_wrong_line_is_named_and_what_was_typed_stays(
    enter: Callable[[str], Client], columns: str, words: str
) -> None:
    answer = enter("clerk").post(
        reverse("ledgers:layout", args=["organizations"]), {**SENT, "columns": columns}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page or (words == "必填" and "columns" in answer.context["form"].errors)
    assert "辖区单位一览表" in page
    assert not OfficeLayout.objects.exists()


def test_two_hundred_columns_under_merged_heads_go_out_and_come_back() -> None:
    columns = (Col("body", "单位"), *(
        Col(f"c{n}", f"指标{n}", (f"第{n // 10}组",), kind="whole", total=True) for n in range(199)
    ))  # fmt: skip
    shape = SheetLayout(
        title=text("大表"), serial=False,
        columns=(
            LayoutColumn("body", text("填报单位")),
            *(
                LayoutColumn(f"c{n}", text(f"指标{n}"), (text(f"第{n // 10}组"),), total=True)
                for n in reversed(range(199))
            ),
        ),
    )  # fmt: skip
    layout, out = arranged(Layout("原表", columns), shape), io.BytesIO()
    write_ledger(
        out, layout, ({"body": f"{row}社区", **{f"c{n}": n for n in range(199)}} for row in "甲乙丙")
    )
    total = lines(out.getvalue())[-2]
    assert (len(total), total[0], total[1], total[199]) == (200, "合计", 594, 0)
    wanted = tuple(Wanted(f"c{n}", (f"第{n // 10}组·指标{n}",)) for n in range(199))
    opened = OpenSheet(name="大表.xlsx", data=out.getvalue(), columns=wanted, limits=limits())
    assert opened.header.labels[:2] == ("填报单位", "第19组·指标198")
    assert [row.cells[:2] for row in opened.rows()] == [(f"{row}社区", "198") for row in "甲乙丙"]


@given(
    rows=st.lists(st.tuples(st.sampled_from(["东街", "西街", "南街", "北关"]), st.integers())),
    order=st.lists(st.sampled_from(["西街", "东街", "无此街"]), unique=True),
)
def test_a_fixed_order_loses_nothing_and_keeps_what_follows_in_its_order(
    rows: list[tuple[str, int]], order: list[str]
) -> None:
    given_rows = [{"name": name, "n": number} for name, number in rows]
    found = list(ordered(iter(given_rows), order, "name"))
    rank = {name: at for at, name in enumerate(order)}
    assert found == sorted(given_rows, key=lambda row: rank.get(str(row["name"]), len(order)))


def test_an_order_of_thousands_of_names_opens_one_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process may open a thousand files: a street that names each of its courtyards names more."""
    monkeypatch.setattr(arranging, "_IN_MEMORY", 1)
    names = [f"{number}号院" for number in range(3000)]
    rows = [{"name": name} for name in reversed(names)]
    assert [row["name"] for row in ordered(rows, names, "name")] == names


def test_a_column_that_is_gone_is_left_out_and_none_known_keeps_ours() -> None:
    ours = Layout("台账", (Col("a", "甲"), Col("b", "乙")))
    some = SheetLayout(
        text("表"), columns=(LayoutColumn("b", text("乙")), LayoutColumn("gone", text("没了")))
    )
    none = SheetLayout(text("表"), columns=(LayoutColumn("gone", text("没了")),))
    assert [col.key for col in arranged(ours, some).columns] == ["b"]
    assert [col.key for col in arranged(ours, none).columns] == ["a", "b"]
