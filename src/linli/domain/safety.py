"""Words at which the public form stops: help by telephone first, and what does not belong into a case.

An emergency is no resident's choice of a box: the words decide, dial buttons come before the form. Accusations and
what the courts or the petition office decide are told their channel and are *not stored* (trade practice: 检举控告,
涉法涉诉, 信访). A stop may be wrong, so the form of an emergency can be sent after the person says it is no danger now;
the others cannot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Stop(StrEnum):
    """Why the form stops."""

    FIRE = "fire"
    GAS = "gas"
    TRAPPED = "trapped"
    LIFE = "life"
    MEDICAL = "medical"
    CRIME = "crime"
    ACCUSATION = "accusation"
    LAWSUIT = "lawsuit"
    PETITION = "petition"


#: Dial buttons per stop, in their order; "gas" is the local gas company's emergency number (a setting).
DIAL: dict[Stop, tuple[str, ...]] = {
    Stop.FIRE: ("119", "110", "120"),
    Stop.GAS: ("gas", "119", "110"),
    Stop.TRAPPED: ("119", "110", "120"),
    Stop.LIFE: ("110", "120", "12356"),
    Stop.MEDICAL: ("120", "110"),
    Stop.CRIME: ("110",),
    Stop.ACCUSATION: ("12388",),
    Stop.LAWSUIT: ("12368", "12348"),
    Stop.PETITION: (),
}
#: Not stored, whatever the person says.
NOT_STORED = frozenset({Stop.ACCUSATION, Stop.LAWSUIT, Stop.PETITION})

_WORDS: tuple[tuple[Stop, str], ...] = (
    (Stop.LIFE, r"轻生|自杀|不想活|跳楼|要跳下|割腕|想死|活不下去"),
    (
        Stop.GAS,
        r"(?:燃气|煤气|天然气|瓦斯)(?:味|泄漏|泄露|漏)|漏(?:燃气|煤气|天然气)|闻到.{0,4}(?:燃气|煤气|天然气)|煤气中毒",
    ),
    (Stop.FIRE, r"着火|起火|失火|火灾|冒浓烟|烧起来|正在冒烟|爆炸"),
    (
        Stop.TRAPPED,
        r"困在|被困|困人|电梯.{0,6}(?:关人|困住)|关在.{0,4}里面出不来|出不来了|坍塌|塌陷?了.{0,6}(?:人|压)",
    ),
    (Stop.MEDICAL, r"昏迷|晕倒|没有呼吸|心脏病发|大出血|触电|溺水|喘不上气"),
    (Stop.CRIME, r"正在(?:打人|砍|抢|偷)|持刀|入室(?:盗窃|抢劫)|绑架"),
    (
        Stop.ACCUSATION,
        r"(?:举报|检举|控告).{0,12}(?:书记|主任|干部|局长|科长|领导|公职|党员|工作人员)|(?:书记|主任|干部|局长|领导|工作人员).{0,10}(?:贪污|受贿|索贿|收钱|吃拿卡要|以权谋私|贪腐)|贪污受贿",
    ),
    (
        Stop.LAWSUIT,
        r"法院.{0,8}(?:判决|判的|不公|执行|开庭|立案)|(?:检察院|法官|判决书|二审|再审|申诉).{0,10}(?:不服|不公|错|冤)|不服.{0,4}(?:判决|裁决)|涉法涉诉",
    ),
    (Stop.PETITION, r"上访|信访(?:事项|件|局|复查|复核)|复查复核|进京"),
)
_PATTERNS = tuple((stop, re.compile(pattern)) for stop, pattern in _WORDS)

#: Said of the past or of a wish, so not now: 「上个月着火」, 「怕着火」, 「消防通道堵，万一着火」.
_NOT_NOW = re.compile(
    r"万一|以防|担心|害怕|容易|怕|曾经|去年|前年|上个?月|上周|之前|以前|如果|防止|避免|会不会|预防|演练"
)
_DIAL_ONLY_NOW = frozenset({Stop.FIRE, Stop.GAS, Stop.TRAPPED, Stop.MEDICAL, Stop.CRIME})


@dataclass(frozen=True)
class Halt:
    """Why the form stops, the word that did it, whom to dial, and whether it may be sent after a confirmation."""

    stop: Stop
    word: str
    dial: tuple[str, ...]
    may_send: bool


def check(text: str) -> Halt | None:
    """The first reason to stop, or None. Words said of the past or as a worry do not stop an emergency form."""
    for stop, pattern in _PATTERNS:
        found = pattern.search(text)
        if not found:
            continue
        before = text[max(found.start() - 12, 0) : found.start()]
        if stop in _DIAL_ONLY_NOW and _NOT_NOW.search(before):
            continue
        return Halt(stop, found[0], DIAL[stop], stop not in NOT_STORED)
    return None
