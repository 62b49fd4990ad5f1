"""Papers as the offices write them: dates, headings, lengths, and who may put an order to whom.

Numbers are read and printed by ``linli.domain.codes``. Sources: GB/T 9704—2012 (date, heading order); 《整治形式主义为基层减负若干规定》 (who may not order,
length of papers); ../field/trade.md 4, 6 and 9. Labels are data of the trade, so they stay in Chinese here;
sentences for the screen are made above, from the codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from linli.domain.access import LEVELS

BodyRole = Literal["committee", "offices", "coordinator", "department", "unit", "community", "company"]

#: What a body is when papers are addressed, by its kind. A kind that is not here is an ordinary unit.
ROLE_OF_KIND: dict[str, BodyRole] = {
    "party_committee": "committee",
    "government": "committee",
    "township_government": "committee",
    "street_office": "committee",
    "party_working_committee": "committee",
    "street_party_committee": "committee",
    "park_committee": "committee",
    "general_offices": "offices",
    "party_office": "offices",
    "government_office": "offices",
    "leading_group": "coordinator",
    "task_force": "coordinator",
    "headquarters": "coordinator",
    "coordinating_body": "coordinator",
    "hotline_centre": "department",
    "supervision_office": "department",
    "department": "department",
    "bureau": "department",
    "works_bureau": "department",
    "community_committee": "community",
    "community_party_org": "community",
    "village_committee": "community",
    "company": "company",
    "enterprise": "company",
}

#: What to offer instead of a blocked order (trade.md 6 and 9).
WAYS_TO_A_COMMITTEE = ("bulletin_without_demands", "address_counterpart", "through_the_offices")
WAYS_TO_A_COMPANY = ("problem_transfer", "improvement_hint")

#: Bodies that coordinate or work for a committee or government and may not order a lower one.
_MAY_NOT_ORDER: frozenset[BodyRole] = frozenset({"coordinator", "department", "unit"})

#: Who writes 公文 under its own name. Coordinating bodies, units, communities and companies use working papers.
_ISSUES: frozenset[BodyRole] = frozenset({"committee", "offices", "department"})

#: Order words, and a due date for reporting: 于11月28日前报送. The name tells the screen what was found.
_ORDER_WORDS = re.compile(
    r"务必|限期|责令|不得有误|严肃追责"
    r"|[于在][^。；;，,\n]{1,16}?前[^。；;，,\n]{0,12}?(?:报送|上报|报回|报我|反馈|书面回复|报告)"
)

#: Characters that the rules count; spaces and line ends are not characters of the text.
_BLANK = re.compile(r"\s+")

#: Upper limits of length (characters): a special paper or one about tasks, a comprehensive one.
LENGTH_LIMITS = {"special": 4_000, "comprehensive": 5_000}


@dataclass(frozen=True)
class Party:
    """A body on either side of a paper: what it is, at which level it stands, may it enforce a law."""

    kind: str
    level: str
    name: str = ""
    may_enforce: bool = False

    @property
    def role(self) -> BodyRole:
        """The part this body plays among papers."""
        if self.kind in ROLE_OF_KIND:
            return ROLE_OF_KIND[self.kind]
        if self.kind == "party_org":
            # A Party organisation at street level or above is a committee; below it belongs to the community.
            lower = self.level in LEVELS and LEVELS.index(self.level) > LEVELS.index("street")
            return "community" if lower else "committee"
        if self.kind.startswith("dept_"):
            return "department"
        return "company" if self.kind.endswith("_company") else "unit"

    @property
    def may_issue(self) -> bool:
        """May it write 公文, or only working papers (trade.md 5)?"""
        return self.role in _ISSUES


@dataclass(frozen=True)
class OrderWord:
    """An order found in a text: the words, and where they stand (characters from the start)."""

    words: str
    start: int


@dataclass(frozen=True)
class Verdict:
    """May this text go to these addressees? ``rule`` names why not; ``ways_out`` what to offer instead."""

    blocked: bool
    rule: str = ""
    orders: tuple[OrderWord, ...] = ()
    addressees: tuple[str, ...] = ()
    ways_out: tuple[str, ...] = ()


def find_orders(text: str) -> tuple[OrderWord, ...]:
    """The order words and reporting dates in ``text``, in their order."""
    return tuple(OrderWord(found.group(), found.start()) for found in _ORDER_WORDS.finditer(text))


def is_lower(*, issuer: Party, addressee: Party) -> bool:
    """Does the addressee stand below the issuer's level? An unknown level counts as below: rather ask."""
    if issuer.level not in LEVELS or addressee.level not in LEVELS:
        return True
    return LEVELS.index(addressee.level) > LEVELS.index(issuer.level)


def check_orders(
    *, issuer: Party, addressees: Iterable[Party], text: str, authority: str = "", is_order: bool = False
) -> Verdict:
    """Who may order whom (trade.md 6 and 9): block orders that the issuer may not give.

    ``is_order`` says that the kind of paper is an order by itself, whatever its words. ``authority`` is the
    授权依据 under which the two offices pass the paper on (转两办印发); with it a department's order may go.
    A company is ordered only by a body with power to enforce; nothing authorises a community to do so.
    """
    orders = find_orders(text)
    if not orders and not is_order:
        return Verdict(blocked=False)
    parties = tuple(addressees)
    lower = tuple(
        party.name
        for party in parties
        if party.role == "committee" and is_lower(issuer=issuer, addressee=party)
    )
    if issuer.role in _MAY_NOT_ORDER and lower and not authority.strip():
        return Verdict(True, "order_to_lower_committee", orders, lower, WAYS_TO_A_COMMITTEE)
    companies = tuple(party.name for party in parties if party.role == "company")
    if companies and not issuer.may_enforce:
        return Verdict(True, "order_to_company", orders, companies, WAYS_TO_A_COMPANY)
    return Verdict(blocked=False, orders=orders)


def chinese_date(day: date) -> str:
    """2017年10月11日: Arabic digits, full year, no leading zero (GB/T 9704 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


_HAN_DIGITS = "〇一二三四五六七八九"


def chinese_ordinal(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一, for 一、 and （一） headings; 1 to 99."""
    if not 1 <= number <= 99:
        raise ValueError(f"headings count from 1 to 99, not {number}")
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _HAN_DIGITS[tens] + "十")
    return head + (_HAN_DIGITS[ones] if ones else "")


def heading(level: int, number: int, text: str) -> str:
    """A numbered heading in the order of the standard: 一、 → （一） → 1. → （1） (GB/T 9704 7.3.3)."""
    marks = {
        1: lambda: f"{chinese_ordinal(number)}、",
        2: lambda: f"（{chinese_ordinal(number)}）",
        3: lambda: f"{number}.",
        4: lambda: f"（{number}）",
    }
    if level not in marks:
        raise ValueError(f"headings have levels 1 to 4, not {level}")
    return marks[level]() + text


def text_length(parts: Sequence[str]) -> int:
    """Characters of a text as the length rule counts them: blanks left out."""
    return sum(len(_BLANK.sub("", part)) for part in parts)


def over_length(parts: Sequence[str], *, sort: str = "special") -> int:
    """By how many characters a text is too long; 0 when it is not."""
    return max(0, text_length(parts) - LENGTH_LIMITS[sort])
