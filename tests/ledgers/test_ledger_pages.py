"""The wizard's pages: upload, mapping, preview, done, undo; errors in their place; nobody else's imports."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.ledgers.models import Export, Import
from linli.organizations.models import Organization
from linli.records.models import Event
from tests import cast
from tests.browsing import client_of

pytestmark = pytest.mark.django_db
HEADER = ["单位名称", "类别", "所在社区"]
GOOD = ["湖光社区卫生服务站", "卫生服务站", "湖光社区"]
BAD = ["某站", "卫生服务站", "没有的社区"]


@pytest.fixture
def city(db: None) -> cast.City:
    """Two streets of one district, with bodies, posts and people."""
    return cast.build()


def file(rows: list[list[Any]], name: str = "单位台账.xlsx") -> SimpleUploadedFile:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    # The same rows make the same bytes, whatever the second.
    book.set_properties({"created": datetime(2026, 11, 21)})
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return SimpleUploadedFile(name, out.getvalue())


def upload(client: Client, upload: Any, **more: str) -> Any:
    return client.post(reverse("ledgers:upload", args=["organizations"]), {"file": upload, **more})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_file_then_two_confirmations_then_it_is_there(city: cast.City) -> None:
    client = client_of(city, "clerk")
    page = client.post(
        reverse("ledgers:upload", args=["organizations"]), {"file": file([HEADER, GOOD])}, follow=True
    )
    assert "核对列的对应" in text(page)
    batch = Import.objects.get()
    values = {key: str(index) for key, index in batch.mapping.items()}
    page = client.post(reverse("ledgers:mapping", args=[batch.pk]), values, follow=True)
    assert "导入这1行" in text(page)
    page = client.post(reverse("ledgers:apply", args=[batch.pk]), follow=True)
    assert "撤销这次导入" in text(page)
    assert Organization.objects.filter(name="湖光社区卫生服务站").exists()


def test_the_second_file_needs_one_confirmation_only(city: cast.City) -> None:
    test_file_then_two_confirmations_then_it_is_there(city)
    url = reverse("ledgers:upload", args=["organizations"])
    page = text(client_of(city, "officer").post(url, {"file": file([HEADER, GOOD])}, follow=True))
    assert "列已自动对好" in page
    assert "已经导入过" in page


def test_bad_rows_are_shown_and_come_out_as_a_sheet_to_mend(city: cast.City) -> None:
    client = client_of(city, "clerk")
    upload(client, file([HEADER, GOOD, BAD]))
    batch = Import.objects.get()
    page = client.post(
        reverse("ledgers:mapping", args=[batch.pk]),
        {k: str(v) for k, v in batch.mapping.items()},
        follow=True,
    )
    assert "没有的社区" in text(page)
    assert "请写全称" in text(page)
    answer = client.get(reverse("ledgers:errors", args=[batch.pk]))
    grid = [
        [cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.rows
    ]
    assert grid[2][:4] == ["原表行号", *HEADER]
    assert grid[3][:4] == [3, *BAD]
    assert "所在地点" in grid[3][-1]


def test_the_mended_sheet_can_be_brought_in_as_it_is(city: cast.City) -> None:
    client = client_of(city, "clerk")
    upload(client, file([HEADER, BAD]))
    batch = Import.objects.get()
    client.post(reverse("ledgers:mapping", args=[batch.pk]), {k: str(v) for k, v in batch.mapping.items()})
    answer = client.get(reverse("ledgers:errors", args=[batch.pk]))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    book.active["D4"] = "湖光社区"
    out = io.BytesIO()
    book.save(out)
    upload(client, SimpleUploadedFile("改好.xlsx", out.getvalue()))
    mended = Import.objects.latest("pk")
    client.post(reverse("ledgers:mapping", args=[mended.pk]), {k: str(v) for k, v in mended.mapping.items()})
    client.post(reverse("ledgers:apply", args=[mended.pk]))
    assert Organization.objects.filter(name="某站", area_id=city.areas["lake"]).exists()


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("表.xls", b"<html><table></table></html>", "网页"),
        ("表.docx", b"PK\x03\x04", "不是Excel"),
        ("表.xlsx", b"PK\x03\x04broken", "损坏"),
        ("表.xlsx", b"", "空"),
    ],
)
def test_files_that_cannot_be_are_told_on_the_form(
    city: cast.City, name: str, data: bytes, word: str
) -> None:
    answer = upload(client_of(city, "clerk"), SimpleUploadedFile(name, data))
    assert answer.status_code == 422
    assert word in text(answer)
    assert not Import.objects.exists()


def test_no_file_is_told_too(city: cast.City) -> None:
    answer = client_of(city, "clerk").post(reverse("ledgers:upload", args=["organizations"]))
    assert "请先选择表格文件" in text(answer)


def test_the_same_form_five_times_makes_one_import(city: cast.City) -> None:
    client = client_of(city, "clerk")
    content = file([HEADER, GOOD]).read()
    for _ in range(5):
        upload(client, SimpleUploadedFile("表.xlsx", content), request_key="k1")
    assert Import.objects.count() == 1


def test_a_mapping_without_a_required_column_keeps_what_was_chosen(city: cast.City) -> None:
    client = client_of(city, "clerk")
    upload(client, file([HEADER, GOOD]))
    answer = client.post(
        reverse("ledgers:mapping", args=[Import.objects.get().pk]), {"name": "0", "kind": "1"}
    )
    assert answer.status_code == 422
    assert '<option value="1" selected>' in text(answer)


@pytest.mark.parametrize("verb", ["apply", "undo", "withdraw", "mapping", "sheet"])
def test_somebody_else_s_import_is_not_there(city: cast.City, verb: str) -> None:
    upload(client_of(city, "clerk"), file([HEADER, GOOD]))
    batch = Import.objects.get()
    stranger = client_of(city, "west_clerk")
    assert stranger.get(reverse("ledgers:import", args=[batch.pk])).status_code == 404
    assert stranger.post(reverse(f"ledgers:{verb}", args=[batch.pk])).status_code == 404
    assert "单位台账" not in text(stranger.get(reverse("ledgers:imports")))


def test_a_post_without_the_right_is_offered_nothing_and_refused(city: cast.City) -> None:
    client = client_of(city, "handler")
    assert reverse("ledgers:upload", args=["organizations"]) not in text(client.get(reverse("ledgers:home")))
    assert client.get(reverse("ledgers:upload", args=["organizations"])).status_code == 403
    assert client.get(reverse("ledgers:upload", args=["nothing"])).status_code == 404


def test_steps_out_of_order_stand_on_the_page_as_a_sentence(city: cast.City) -> None:
    client = client_of(city, "clerk")
    upload(client, file([HEADER, GOOD]))
    answer = client.post(reverse("ledgers:apply", args=[Import.objects.get().pk]))
    assert answer.status_code == 422
    assert "不能这样操作" in text(answer)


def test_a_sheet_that_is_not_there_is_told(city: cast.City) -> None:
    client = client_of(city, "clerk")
    upload(client, file([HEADER, GOOD]))
    answer = client.post(reverse("ledgers:sheet", args=[Import.objects.get().pk]), {"sheet": "9"})
    assert "没有这个工作表" in text(answer)


def test_a_ledger_is_asked_for_fetched_and_leaves_its_trace(city: cast.City) -> None:
    client = client_of(city, "clerk")
    page = client.post(reverse("ledgers:export_new", args=["organizations"]), follow=True)
    assert "下载台账" in text(page)
    export = Export.objects.get()
    answer = client.get(reverse("ledgers:export_file", args=[export.pk]))
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert openpyxl.load_workbook(io.BytesIO(data)).active["A1"].value == "单位台账"
    names = (
        Event.objects.filter(kind="export", subject_id=export.pk)
        .order_by("seq")
        .values_list("name", flat=True)
    )
    assert list(names) == ["export.asked", "export.done", "export.fetched"]
    assert client_of(city, "leader").get(reverse("ledgers:export", args=[export.pk])).status_code == 404


def test_a_link_to_an_export_shows_the_button_and_writes_nothing(city: cast.City) -> None:
    url = reverse("ledgers:export_new", args=["organizations"])
    page = text(client_of(city, "clerk").get(f"{url}?stage=work"))
    assert '<input type="hidden" name="stage" value="work">' in page
    assert not Export.objects.exists()


def test_the_blank_sheet_is_understood_when_it_comes_back(city: cast.City) -> None:
    client = client_of(city, "clerk")
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(reverse("ledgers:blank", args=["organizations"])).content)
    )
    sheet = book.active
    titles = [cell.value for cell in sheet[3]]
    for name, value in {"单位名称": "甲站", "单位类别": "卫生服务站", "所在地点": "湖光社区"}.items():
        column = next(at for at, title in enumerate(titles, 1) if title and title.startswith(name))
        sheet.cell(4, column, value)
    out = io.BytesIO()
    book.save(out)
    upload(client, SimpleUploadedFile("表.xlsx", out.getvalue()))
    assert {"name", "kind", "area"} <= set(Import.objects.get().mapping)
    assert Import.objects.get().rows_total == 1


def test_pages_take_few_queries(city: cast.City, django_assert_max_num_queries: Callable[..., Any]) -> None:
    client = client_of(city, "clerk")
    upload(client, file([HEADER, GOOD, BAD]))
    for url in (
        reverse("ledgers:home"),
        reverse("ledgers:imports"),
        reverse("ledgers:import", args=[Import.objects.get().pk]),
    ):
        with django_assert_max_num_queries(12):
            client.get(url)
