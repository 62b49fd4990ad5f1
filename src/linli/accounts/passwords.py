"""What a password must be (C12), as one function that says everything that is wrong at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LENGTH_USER, LENGTH_ADMIN, LENGTH_MOST = 8, 12, 128
CLASSES = 3
MAX_AGE = timedelta(days=90)
REMEMBERED = 5
#: Beside the international list: what people here type first.
WEAK = (
    "5201314",
    "woaini",
    "admin",
    "linli",
    "shequ",
    "jiedao",
    "1qaz2wsx",
    "qwer1234",
    "asdf1234",
    "aa123456",
)


def problems(
    password: str, *, admin: bool, private: tuple[str, ...] = (), old_hashes: tuple[str, ...] = ()
) -> list[str]:
    """Sentences about everything wrong with a new password; empty when it will do.

    ``private`` are the login name, the person's name, its pinyin initials and telephone.
    """
    least = LENGTH_ADMIN if admin else LENGTH_USER
    found = []
    if len(password) < least:
        found.append(_("密码至少%(least)s位。") % {"least": least})
    if len(password) > LENGTH_MOST:
        found.append(_("密码最多%(most)s位。") % {"most": LENGTH_MOST})
    if classes(password) < CLASSES:
        found.append(_("密码要包含大写字母、小写字母、数字、符号中的三种。"))
    if _contains_private(password, private):
        found.append(_("密码里不要有用户名、姓名或电话号码。"))
    if is_weak(password):
        found.append(_("这个密码太常见，容易被猜到，请换一个。"))
    if not found and any(check_password(password, old) for old in old_hashes):
        found.append(_("不能使用最近%(count)s次用过的密码。") % {"count": REMEMBERED})
    return found


def classes(password: str) -> int:
    """How many of the four: capital letters, small letters, digits, anything else."""
    kinds = {
        "digit" if char.isdigit() else "upper" if char.isupper() else "lower" if char.islower() else "other"
        for char in password
    }
    return len(kinds)


def _contains_private(password: str, private: tuple[str, ...]) -> bool:
    small = password.casefold()
    return any(len(part) >= 2 and part.casefold() in small for part in private)


def is_weak(password: str) -> bool:
    """On the list of common passwords, or a common word with a few signs around it."""
    small = password.casefold()
    core = "".join(char for char in small if char.isalnum())
    if any(word in core and len(core) - len(word) <= 4 for word in WEAK):
        return True
    if len(set(small)) <= 3 or _runs(core):
        return True
    try:
        CommonPasswordValidator().validate(small)
    except ValidationError:
        return True
    return False


def _runs(text: str) -> bool:
    """Mostly one run of neighbouring signs: 12345678, abcdefgh."""
    steps = sum(1 for left, right in pairwise(text) if abs(ord(right) - ord(left)) <= 1)
    return len(text) >= 6 and steps >= len(text) - 2


def is_stale(changed_at: datetime | None, at: datetime) -> bool:
    """True when a password is older than 90 days."""
    return changed_at is None or at - changed_at > MAX_AGE
