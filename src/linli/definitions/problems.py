"""Mistakes in a data file, as values.

People who are no programmers edit the files, so a mistake says where it is (file, line, path inside the file),
what was found, what is allowed and what was probably meant. Nothing is raised: all mistakes of a file come at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

#: code → (what is wrong in Chinese, the same in English)
KINDS: dict[str, tuple[str, str]] = {
    "E101": ("文件读不出来", "the file cannot be read"),
    "E102": ("同一项写了两次", "the key is written twice"),
    "E103": ("没有这一项", "unknown key"),
    "E104": ("缺少必填项", "a required key is missing"),
    "E105": ("写法不对", "the value has the wrong form"),
    "E106": ("不在可选范围内", "the value is not one of those allowed"),
    "E107": ("找不到所引用的内容", "the reference leads nowhere"),
    "E108": ("没有注明来源或日期", "a value that can change has no source or date"),
    "E109": ("编号重复或不合规", "the id is used twice or badly formed"),
    "E110": ("日期顺序不对", "the dates are out of order"),
    "E111": ("步骤接不上", "a step cannot be reached"),
    "E112": ("用了不该用的词", "a forbidden word is used"),
    "E113": ("没有登记这个函数", "the function is not registered"),
}


@dataclass(frozen=True)
class Problem:
    """One mistake; ``path`` is the way inside the file, such as ``clocks[2].steps[0].span``."""

    code: str
    file: str
    path: str
    found: str
    allowed: str = ""
    suggestion: str = ""
    line: int | None = None

    def in_words(self, lang: str = "zh") -> str:
        """The whole mistake in one sentence, in Chinese or English."""
        zh = not lang.startswith("en")
        where = f"{self.file}:{self.line}" if self.line else self.file
        parts = [f"{where} {self.path or '/'}: {KINDS[self.code][0 if zh else 1]}"]
        parts.append(("写的是" if zh else "found ") + f"「{self.found}」")
        if self.allowed:
            parts.append(("可以写" if zh else "allowed: ") + self.allowed)
        if self.suggestion:
            parts.append(("是不是想写" if zh else "did you mean ") + f"「{self.suggestion}」?")
        return ("，" if zh else "; ").join(parts)

    def __str__(self) -> str:
        return self.in_words("zh")


def suggest(found: str, allowed: Iterable[str]) -> str:
    """The nearest allowed word, or nothing when none is near."""
    near = difflib.get_close_matches(found, list(allowed), n=1, cutoff=0.6)
    return near[0] if near else ""


def listed(allowed: Iterable[str], most: int = 12) -> str:
    """The allowed words for a sentence; long lists are cut with the number left out."""
    words = sorted(allowed)
    if len(words) <= most:
        return ", ".join(words)
    return ", ".join(words[:most]) + f" … (+{len(words) - most})"
