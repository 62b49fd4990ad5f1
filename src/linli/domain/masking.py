"""Masking and stripping: names, phones, IDs in lists, and pasted chat before it is saved.

Lists show masked values; the whole one is shown with a reason and a trace (elsewhere). Pasted chat loses nicknames,
phones, IDs, car plates and stated names *before* saving (trade.md 3), since what is not stored cannot leak.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

STAR = "*"

#: Family names of two characters; anything else is taken to have one.
_DOUBLE = (
    "欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "东方", "端木", "南宫", "轩辕",
)  # fmt: skip

_MOBILE = r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])"
_LANDLINE = r"(?<![0-9])0[1-9][0-9]{1,2}[- ][2-9][0-9]{6,7}(?![0-9])"
_ID = r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9Xx])"
_PLATE = r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{5,6}(?![A-Z0-9])"


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳娜娜 → 欧阳**; a single character becomes a star."""
    name = name.strip()
    keep = 2 if name.startswith(_DOUBLE) and len(name) > 2 else 1
    return STAR if len(name) == 1 else name[:keep] + STAR * (len(name) - keep)


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; other numbers keep their last two digits."""
    digits = re.sub(r"[^0-9]", "", phone)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    return STAR * max(len(digits) - 2, 0) + digits[-2:] if len(digits) > 4 else STAR * len(digits)


def mask_id(code: str) -> str:
    """11010519491231002X → 1101**********002X; shorter ones are hidden whole."""
    return f"{code[:4]}{STAR * (len(code) - 8)}{code[-4:]}" if len(code) >= 15 else STAR * len(code)


def mask_address(address: str) -> str:
    """Keeps the place down to the building, hides flat and door: 幸福小区3号楼2单元501 → 幸福小区3号楼***."""
    found = re.search(r"^(.*?(?:号楼|栋|幢|号院|座))", address)
    return f"{found[1] if found else address[: max(len(address) // 2, 1)]}***"


@dataclass(frozen=True)
class Stripped:
    """The text without personal marks, and how many of which kind were taken out."""

    text: str
    removed: dict[str, int]


#: A head line of a pasted chat: "张三 10:32", "邻家小妹 2026/11/20 10:32:05", "[10:32] 张三".
_CLOCK = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_WHEN = rf"(?:(?:[0-9]{{4}}[-/年.])?[0-9]{{1,2}}[-/月.][0-9]{{1,2}}日?\s*)?(?:(?:星期|周)[一二三四五六日天]\s*)?(?:[上下]午|早上|晚上|中午)?\s*{_CLOCK}"
_HEAD = re.compile(
    rf"^\s*(?:\[{_WHEN}\]\s*(?P<a>\S.{{0,15}}?)|(?P<b>\S.{{0,15}}?)\s+[\[(（]?{_WHEN}[\])）]?)\s*[:：]?\s*$"
)
#: A line that tells something is no head line, even when it ends with an hour: nothing said may be lost.
_TELLS = re.compile(r"[了坏漏堵停没有是在到从开关，。！？]")
_ONLY_TIME = re.compile(rf"^\s*[-—=]*\s*{_WHEN}\s*[-—=]*\s*$")

#: "小李：…" at the beginning of a line; the words after the list are labels and no nicknames.
_SPEAKER = re.compile(
    r"^\s*(?P<who>[^\s：:，。,.!！?？、0-9][^：:，。,.!！?？、\n]{0,11})(?:(?<![0-9])[：:]|[：:](?!\s*[0-9]))\s*(?=\S)"
)
_LABELS = re.compile(
    r"地址|地点|位置|时间|问题|诉求|情况|内容|原因|备注|反映|建议|要求|说明|小区|楼|单元|回复|标题|事项|类别|一|二|三|第"
)
_MENTION = re.compile(r"@[^\s@，。,:：]{1,20}[\s\u2005]?")
_STATED = re.compile(
    r"((?:我叫|我姓名|我的名字是|本人姓名|本人叫|姓名|联系人|反映人|业主姓名)\s*(?:是|为)?\s*[：:]?\s*)([\u4e00-\u9fff·]{2,4})(?=[，。,；;、\s(（]|电话|手机|联系|住|，|$)"
)
_ACCOUNT = re.compile(r"((?:微信号?|QQ号?|wx|vx)\s*[：:]?\s*)[A-Za-z0-9_-]{5,20}", re.IGNORECASE)

_PATTERNS = (
    ("id", re.compile(_ID), "〔证件号已隐去〕"),
    ("phone", re.compile(f"{_MOBILE}|{_LANDLINE}"), "〔电话已隐去〕"),
    ("plate", re.compile(_PLATE), "〔车牌已隐去〕"),
    ("account", _ACCOUNT, r"\1〔账号已隐去〕"),
    ("name", _STATED, r"\1〔姓名已隐去〕"),
    ("nickname", _MENTION, ""),
)


def strip_chat(text: str) -> Stripped:
    """Pasted chat or a noted call without nicknames, stated names, phones, IDs, plates and account names.

    Names inside a sentence that nothing marks as names cannot be found by rule; the form asks to look once more.
    """
    removed: dict[str, int] = {}
    lines = [_line(line, removed) for line in text.replace("\r\n", "\n").split("\n")]
    kept = re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line is not None)).strip()
    return Stripped(kept, removed)


def find_personal(text: str) -> dict[str, int]:
    """How many personal marks a text still holds, by kind; for a warning beside a form."""
    return strip_chat(text).removed


def _line(line: str, removed: dict[str, int]) -> str | None:
    if _ONLY_TIME.match(line):
        return None
    head = _HEAD.match(line)
    if head and not _TELLS.search(head["a"] or head["b"]):
        removed["nickname"] = removed.get("nickname", 0) + 1
        return None
    speaker = _SPEAKER.match(line)
    if speaker and not _LABELS.search(speaker["who"]) and not _STATED.match(line):
        removed["nickname"] = removed.get("nickname", 0) + 1
        line = line[speaker.end() :]
    for kind, pattern, replacement in _PATTERNS:
        line, count = pattern.subn(replacement, line)
        if count:
            removed[kind] = removed.get(kind, 0) + count
    return line.rstrip()
