"""Whom a line of addressees means, and what is left of a text without its orders (trade.md 6).

「各县区人民政府」 names no single body, but the rule of who may order whom asks for its kind and level all the same.
"""

from __future__ import annotations

import re

from linli.domain.papers import Party, find_orders

#: Collective addressees: pattern → (kind, level). The first that fits a part of the line counts.
_GROUPS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"物业(?:服务)?(?:企业|公司)"), "property_company", "community"),
    (re.compile(r"企业|公司"), "company", "district"),
    (re.compile(r"社区|村(?:委会|民委员会)?$|居委会|居民委员会"), "community_committee", "community"),
    (re.compile(r"街道|乡镇|镇|乡"), "street_office", "street"),
    (re.compile(r"对口|部门|局|委办|单位|办公室|中心"), "department", "district"),
    (re.compile(r"县|区|市"), "government", "district"),
)

_SENTENCE = re.compile(r"[^。；！\n]*[。；！]?")


def parties_of(line: str) -> tuple[Party, ...]:
    """The bodies a line of addressees means when it means many (各县区、各街道): kind and level of each part."""
    found = []
    for part in re.split(r"[、，,；;：:]", line):
        name = part.strip()
        if not name.startswith(("各", "全体", "全市", "全区", "全县", "所有")):
            continue
        for pattern, kind, level in _GROUPS:
            if pattern.search(name.removeprefix("各").removeprefix("全市").removeprefix("全区")):
                found.append(Party(kind, level, name))
                break
    return tuple(found)


def without_orders(text: str) -> str:
    """The text with every sentence left out that holds an order: a way out, offered and never forced."""
    kept = [part for part in _SENTENCE.findall(text) if part and not find_orders(part)]
    return "".join(kept).rstrip("；")
