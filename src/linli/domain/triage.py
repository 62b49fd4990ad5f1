"""What a text is probably about: category, kind and urgency proposed from words, with the words that decided.

A proposal only; a person looks. The words come from the categories' data (what people say), and a category's score
is the weight of its words found: longer words weigh more, since 「雨落管」 says more than 「管」.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """One category with what people say when they mean it."""

    id: str
    keywords: tuple[str, ...]
    urgency: str = ""


@dataclass(frozen=True)
class Guess:
    """A proposed value with the words of the text that led to it; empty words: nothing pointed anywhere."""

    value: str
    words: tuple[str, ...] = ()
    score: int = 0


@dataclass(frozen=True)
class Proposal:
    """Everything proposed from one text."""

    category: Guess
    kind: Guess
    urgency: Guess
    others: tuple[Guess, ...] = ()
    #: Two matters in one text: the second category is nearly as strong and stands on other words.
    two_matters: bool = False


#: Kind of case by the words of asking, disputing, wishing, praising …; the first list that fits wins.
_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dispute", ("吵架", "打架", "纠纷", "调解", "闹矛盾", "说理", "两家")),
    ("micro_wish", ("心愿", "愿望", "圆梦", "想要一个", "想要一台")),
    ("household_need", ("低保", "困难家庭", "残疾证", "帮扶", "救助金")),
    ("hazard", ("隐患", "掉落", "要塌", "裸露电线", "冒火花", "井盖缺失", "飞线充电", "开裂", "松动")),
    ("business_problem", ("营业执照", "我们公司", "我们店", "企业", "招工", "门店")),
    (
        "consultation",
        ("怎么办理", "怎么办", "如何办理", "在哪里办", "咨询", "请问", "需要什么材料", "几点上班"),
    ),
    ("suggestion", ("建议", "能不能增加", "希望增设", "提个意见")),
    ("complaint", ("投诉", "态度", "不作为", "推诿", "没人管", "乱收费")),
)
#: A claim on the property company; needs 物业 and a matter.
_PROPERTY = ("物业", "保安", "保洁", "楼道", "电梯", "单元门", "下水", "化粪池", "停车位")

_EMERGENCY = (
    "着火",
    "起火",
    "燃气味",
    "煤气味",
    "漏气",
    "爆炸",
    "困在电梯",
    "电梯困人",
    "坍塌",
    "塌了",
    "触电",
    "溺水",
    "跳楼",
    "轻生",
    "昏迷",
    "晕倒",
)
_LIVELIHOOD = (
    "停水",
    "停电",
    "停气",
    "停暖",
    "没水",
    "没电",
    "没暖气",
    "暖气不热",
    "不供暖",
    "断水",
    "断电",
    "没有水",
    "没有电",
    "爆管",
    "跑水",
    "独居",
    "不舒服",
)
_COMPLEX = ("多年", "好几年", "历史遗留", "开发商跑", "几个部门", "产权", "维修资金", "拆迁", "办证难")


def propose(
    text: str,
    categories: Iterable[Entry],
    *,
    default_kind: str = "public_need",
    kinds: Iterable[str] | None = None,
) -> Proposal:
    """Category, kind and urgency for a text. ``kinds`` restricts the answer to kinds that are in use."""
    ranked = _rank(text, categories)
    best = ranked[0][0] if ranked else Guess("")
    entry = ranked[0][1] if ranked else None
    allowed = None if kinds is None else set(kinds)
    kind = _kind(text, default_kind, allowed)
    urgency = _urgency(text, entry)
    others = tuple(guess for guess, _entry in ranked[1:4])
    return Proposal(best, kind, urgency, others, _two(ranked))


def _rank(text: str, categories: Iterable[Entry]) -> list[tuple[Guess, Entry]]:
    found = []
    for entry in categories:
        words = tuple(word for word in entry.keywords if word and word in text)
        if words:
            # A word inside a longer one that was found says nothing more.
            words = tuple(
                word for word in words if not any(word != other and word in other for other in words)
            )
            found.append((Guess(entry.id, words, sum(len(word) ** 2 for word in words)), entry))
    return sorted(found, key=lambda pair: (-pair[0].score, pair[0].value))


def _two(ranked: list[tuple[Guess, Entry]]) -> bool:
    if len(ranked) < 2:
        return False
    first, second = ranked[0][0], ranked[1][0]
    apart = not any(a in b or b in a for a in first.words for b in second.words)
    other_root = first.value.split("_")[0] != second.value.split("_")[0]
    return apart and other_root and second.score * 2 >= first.score


def _kind(text: str, default: str, allowed: set[str] | None) -> Guess:
    def ok(kind: str) -> bool:
        return allowed is None or kind in allowed

    for kind, words in _KINDS:
        found = tuple(word for word in words if word in text)
        if found and ok(kind) and not (kind == "consultation" and _broken(text)):
            return Guess(kind, found, len(found))
    found = tuple(word for word in _PROPERTY if word in text)
    if found and ok("property_problem"):
        return Guess("property_problem", found, len(found))
    return Guess(default if ok(default) else next(iter(sorted(allowed or {default}))))


def _broken(text: str) -> bool:
    """「怎么办」 after a broken thing is a call for help and no question."""
    return bool(re.search(r"坏了|漏|堵|停[水电气暖]|不热|不亮|没人[管修]", text))


def _urgency(text: str, entry: Entry | None) -> Guess:
    for code, words in (("emergency", _EMERGENCY), ("livelihood", _LIVELIHOOD), ("complex", _COMPLEX)):
        found = tuple(word for word in words if word in text)
        if found:
            return Guess(code, found, len(found))
    if entry is not None and entry.urgency:
        return Guess(entry.urgency)
    return Guess("ordinary")


#: 「12号楼」「3栋」「二单元」 … as they are said.
_NUMBERS = {char: str(i) for i, char in enumerate("零一二三四五六七八九")}
_BUILDING = re.compile(r"([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*(?:号楼|栋|幢|号院|座)")
_ENTRANCE = re.compile(r"([0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*单元")


@dataclass(frozen=True)
class PlaceWords:
    """What a text says about the place inside an estate: numbers as digits, empty when not said."""

    building: str = ""
    entrance: str = ""


def place_words(text: str) -> PlaceWords:
    """Building and entrance numbers said in a text (a flat number is not looked for: it names a household)."""
    building, entrance = _BUILDING.search(text), _ENTRANCE.search(text)
    return PlaceWords(_digits(building[1]) if building else "", _digits(entrance[1]) if entrance else "")


def _digits(said: str) -> str:
    if said.isdigit():
        return str(int(said))
    tens, sep, ones = said.partition("十")
    if sep:
        return str(int(_NUMBERS.get(tens, "1")) * 10 + int(_NUMBERS.get(ones, "0")))
    return "".join(_NUMBERS.get(char, "") for char in said)


def names_in(text: str, names: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
    """Places whose names stand in the text, the longest name first (the most exact one)."""
    found = [(area_id, name) for area_id, name in names if len(name) >= 2 and name in text]
    return sorted(found, key=lambda pair: (-len(pair[1]), pair[0]))
