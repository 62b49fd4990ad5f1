"""Codes with their check digits: credit codes, resident IDs, division codes, numbers of papers.

Sources: GB 32100 (unified social credit code), GB 11714 (organisation code), GB 11643 (resident ID), GB/T 2260 and
GB/T 10114 (divisions), GB/T 9704-2012 7.2.5 (numbers of papers), practice.md C10. A check digit is checked here, never
against a list of registered codes: abolished divisions and old bodies must not be refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
_USCC_WEIGHTS = tuple(3**place % 31 for place in range(17))
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ID_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))

#: First two characters of a credit code → what they hint at. A hint, never a reason to refuse.
CREDIT_CODE_KINDS = {
    "11": "机关",
    "12": "事业单位",
    "13": "群众团体",
    "31": "律师执业机构",
    "51": "社会团体",
    "52": "民办非企业单位",
    "53": "基金会",
    "59": "其他民政登记单位",
    "81": "基层工会",
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "N1": "组级集体经济组织",
    "N2": "村级集体经济组织",
    "N3": "乡镇级集体经济组织",
}


def record_id(text: object) -> int | None:
    """The number of a row as an address or a form names it; None for whatever is none.

    Plain digits only: ``str.isdigit`` takes ² and ٣ for digits, and neither engine keeps more than 63 bits.
    """
    found = str(text)
    return int(found) if found.isascii() and found.isdigit() and len(found) < 19 else None


def credit_code_digit(first_17: str) -> str:
    """The 18th character of a unified social credit code. Raises ValueError for other characters."""
    if len(first_17) != 17 or any(char not in _USCC for char in first_17):
        raise ValueError("a credit code has 17 characters of the set before its check character")
    total = sum(_USCC.index(char) * weight for char, weight in zip(first_17, _USCC_WEIGHTS, strict=True))
    return _USCC[-total % 31]


def credit_code_ok(code: str) -> bool:
    """Is this a well-formed unified social credit code (18 characters, check character right)?"""
    try:
        return len(code) == 18 and credit_code_digit(code[:17]) == code[17]
    except ValueError:
        return False


def credit_code_kind(code: str) -> str | None:
    """What the first two characters hint at, or None."""
    return CREDIT_CODE_KINDS.get(code[:2])


def organisation_digit(first_8: str) -> str:
    """The check character of the organisation code inside a credit code (GB 11714). Raises ValueError."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if len(first_8) != 8 or any(char not in alphabet for char in first_8):
        raise ValueError("an organisation code has 8 characters before its check character")
    rest = (
        11
        - sum(alphabet.index(char) * weight for char, weight in zip(first_8, _ORG_WEIGHTS, strict=True)) % 11
    )
    return {10: "X", 11: "0"}.get(rest, str(rest))


def resident_id_digit(first_17: str) -> str:
    """The 18th character of a resident ID. Raises ValueError."""
    if not re.fullmatch(r"[0-9]{17}", first_17):
        raise ValueError("a resident ID has 17 digits before its check character")
    total = sum(int(char) * weight for char, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def resident_id_ok(code: str) -> bool:
    """Is this a well-formed resident ID with a real date of birth?"""
    code = code.upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", code) or resident_id_digit(code[:17]) != code[17]:
        return False
    return resident_birth(code) is not None


def resident_birth(code: str) -> date | None:
    """The date of birth in an ID, or None when there is no such day."""
    try:
        return date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        return None


#: Length of a division code → level of the place tree.
DIVISION_LEVELS = {2: "province", 4: "city", 6: "district", 9: "street", 12: "community"}


def division_parts(code: str) -> tuple[str, str]:
    """(level, short code) of a division code; trailing zeros of the 6- and 12-digit forms are cut.

    410000 → province 41; 410902001000 → street 410902001. Raises ValueError when it is no division code.
    """
    if not re.fullmatch(r"[1-9][0-9]+", code) or len(code) not in DIVISION_LEVELS:
        raise ValueError(f"行政区划代码应是2、4、6、9或12位数字，现为「{code}」")
    lengths = [length for length in DIVISION_LEVELS if length <= len(code)]
    for length in lengths:
        if set(code[length:]) <= {"0"}:
            return DIVISION_LEVELS[length], code[:length]
    raise AssertionError("the whole code always fits")  # pragma: no cover


def division_parent(code: str) -> str | None:
    """The short code of the place above; None above a province. Raises ValueError."""
    _, short = division_parts(code)
    lengths = list(DIVISION_LEVELS)
    place = lengths.index(len(short))
    return short[: lengths[place - 1]] if place else None


def division_padded(code: str) -> str:
    """The 12-digit form. Raises ValueError."""
    return division_parts(code)[1].ljust(12, "0")


@dataclass(frozen=True)
class PaperNumber:
    """The number of a paper: organ's mark, year, serial; a draft has no serial yet."""

    mark: str
    year: int
    serial: int | None

    def __str__(self) -> str:
        if self.serial is None:
            return f"{self.mark or '×'}〔{self.year}〕\u3000号"
        return f"{self.mark}〔{self.year}〕{self.serial}号"


_PAPER = re.compile(
    r"(?P<mark>[^\s〔〕\[\]()（）【】]*)\s*[〔\[(（【]\s*(?P<year>[0-9]{4})\s*[〕\])）】]\s*第?\s*0*(?P<serial>[0-9]{1,5})\s*号"
)


def read_paper_number(text: str) -> PaperNumber:
    """``濮政办〔2017〕8号`` in any of the brackets people type; written back with 〔〕, no leading zeros, no 第.

    Raises ValueError with a sentence for the form.
    """
    found = _PAPER.fullmatch(text.strip().translate(_HALF_WIDTH))
    if not found or int(found["serial"]) == 0:
        raise ValueError("文号写法如：濮政办〔2017〕8号")
    return PaperNumber(found["mark"], int(found["year"]), int(found["serial"]))


#: Full-width digits, as Chinese keyboards type them.
_HALF_WIDTH = {0xFF10 + number: str(number) for number in range(10)}
