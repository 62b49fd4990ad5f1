"""What may be typed: cleaned of what cannot be seen, held to a length, and told in its place what is wrong."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

from linli.cases.errors import BadInput

MAX_TEXT = 5000
_PHONE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}|[2-9][0-9]{6,7}|400-?[0-9]{3}-?[0-9]{4}")
#: Marks that turn the reading direction or hide: they could make a text look like another one.
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SENTENCE_END = re.compile(r"[。！？!?；;\n]")


def clean(text: str) -> str:
    """The text without control, direction and zero-width characters; line ends are \\n, ends are trimmed."""
    text = _HIDDEN.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn")
    )
    return kept.strip()


def required(text: str, *, field: str, longest: int, least: int = 1) -> str:
    """A cleaned text of the right length. Raises :class:`BadInput` naming the field."""
    found = optional(text, field=field, longest=longest)
    if len(found) < least or not any(char.isalnum() for char in found):
        raise BadInput(_("请写一句话说明。"), field=field)
    return found


def optional(text: str, *, field: str, longest: int) -> str:
    """A cleaned text, maybe empty. Raises :class:`BadInput` when it is too long."""
    found = clean(text)
    if len(found) > longest:
        raise BadInput(
            _("最多写%(longest)s个字，现在有%(now)s个字。") % {"longest": longest, "now": len(found)},
            field=field,
        )
    return found


def phone(text: str, *, field: str = "phone") -> str:
    """A telephone number as digits, maybe empty. Raises :class:`BadInput` for anything else."""
    found = re.sub(r"[\s\u3000()（）]", "", unicodedata.normalize("NFKC", clean(text)))
    found = found.removeprefix("+86")
    if not found:
        return ""
    if not _PHONE.fullmatch(found) and not _PHONE.fullmatch(found.replace("-", "")):
        raise BadInput(_("电话号码不对，请填11位手机号或带区号的座机。"), field=field)
    return found if found.startswith("0") else found.replace("-", "")


def title_of(text: str, longest: int = 30) -> str:
    """The first sentence as a title."""
    first = next((part.strip() for part in _SENTENCE_END.split(text) if part.strip()), text.strip())
    return first if len(first) <= longest else f"{first[: longest - 1]}…"
