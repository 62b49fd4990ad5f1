"""Masking in lists and stripping of pasted chat."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.masking import find_personal, mask_address, mask_id, mask_name, mask_phone, strip_chat


def test_names_phones_ids_and_addresses_are_masked() -> None:
    assert [mask_name(name) for name in ("张三", "李小明", "欧阳娜娜", "欧阳", "王", "")] == [
        "张*", "李**", "欧阳**", "欧*", "*", "",
    ]  # fmt: skip
    assert mask_phone("10012345678") == "100****5678"
    assert mask_phone("+86 100-1234-5678") == "100****5678"
    assert mask_phone("0393-6661234") == "*********34"
    assert mask_phone("110") == "***"
    assert mask_id("11010519491231002X") == "1101**********002X"
    assert mask_id("1234") == "****"
    assert mask_address("幸福小区3号楼2单元501") == "幸福小区3号楼***"


CHAT = """邻家小妹 10:32
@社区小王 俺楼下水管堵了，污水都冒出来了
2026/11/20 10:33
老张：12号楼2单元也是这样，我叫张建国，电话13812345678
[11:05] 阳光
我姓名：李小红，身份证11010519491231002X，车豫J12345挡住了井盖 微信号abc_12345
地址：幸福小区12号楼
联系人：王大明 0393-6661234"""


def test_pasted_chat_loses_nicknames_names_phones_ids_and_plates() -> None:
    found = strip_chat(CHAT)
    for personal in (
        "邻家小妹",
        "小王",
        "老张",
        "张建国",
        "138",
        "阳光",
        "李小红",
        "11010",
        "豫J",
        "abc_",
        "王大明",
        "6661234",
    ):
        assert personal not in found.text
    for matter in (
        "俺楼下水管堵了，污水都冒出来了",
        "12号楼2单元也是这样",
        "挡住了井盖",
        "地址：幸福小区12号楼",
    ):
        assert matter in found.text
    assert found.removed == {"nickname": 4, "name": 3, "phone": 2, "id": 1, "plate": 1, "account": 1}


@pytest.mark.parametrize(
    "text",
    [
        "3号楼2单元电梯坏了，已经12345打过电话",
        "问题：路灯不亮",
        "早上7:30到8:00堵车",
        "电梯又坏了 10:32",
        "12号楼：下水堵了",
        "门牌411号，缴费1234.56元",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert strip_chat(text).text == text
    assert find_personal(text) == {}


@given(st.text())
def test_stripping_never_fails_and_stripping_again_finds_no_numbers(text: str) -> None:
    once = strip_chat(text)
    again = strip_chat(once.text)
    assert not again.removed.keys() & {"phone", "id", "plate"}


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.text("管道漏水，。！\n 号楼", max_size=20))
def test_a_mobile_number_never_survives(phone: str, around: str) -> None:
    assert phone not in strip_chat(f"{around}{phone}{around}").text
