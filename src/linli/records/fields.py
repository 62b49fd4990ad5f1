"""Encrypted text in a column, its blind index, and the JSON text that is hashed as it stands."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import models
from django.utils.translation import gettext as _

from linli.records import keys
from linli.records.canonical import canonical
from linli.records.errors import KeyMissing

if TYPE_CHECKING:
    TextBase = models.TextField[Any, Any]
else:
    TextBase = models.TextField

_VERSION = "1"


#: Blanks and dashes (category Pd of Unicode 14, whatever Python knows later: an index must not change).
_IDLE = re.compile(
    r"[\s\u002d\u058a\u05be\u1400\u1806\u2010-\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0"
    r"\ufe31\ufe32\ufe58\ufe63\uff0d\U00010ead]+"
)


class Stored(str):
    """Text exactly as it stands in the column; passes a field unchanged (restore, rotation)."""

    __slots__ = ()


class Unreadable(str):
    """What is shown when the key of a value is missing; saving it writes the old value back."""

    __slots__ = ("raw",)
    raw: str

    def __new__(cls, raw: str) -> Unreadable:
        made = super().__new__(cls, _("（无法解密）"))
        made.raw = raw
        return made


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    """Setting a cipher up takes as long as a short text through it."""
    return AESGCM(key)


def encrypt(text: str, context: str) -> str:
    """``1:<key id>:<base64 of nonce and AES-256-GCM ciphertext>``; ``context`` is bound, not stored."""
    key_id = keys.current_field_key()
    nonce = secrets.token_bytes(12)
    sealed = _cipher(keys.field_key(key_id)).encrypt(nonce, text.encode(), context.encode())
    return f"{_VERSION}:{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, context: str) -> str:
    """The text. Raises :class:`KeyMissing` if the key is absent or the value was tampered with."""
    try:
        version, key_id, body = stored.split(":", 2)
        raw = base64.b64decode(body, validate=True)
        if version != _VERSION:
            raise KeyMissing()
        return _cipher(keys.field_key(int(key_id))).decrypt(raw[:12], raw[12:], context.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise KeyMissing() from error


def sealer(context: str) -> Callable[[str], str]:
    """``encrypt`` for many texts of one column at once: the key is looked up once."""
    key_id = keys.current_field_key()
    cipher, bound, head = _cipher(keys.field_key(key_id)), context.encode(), f"{_VERSION}:{key_id}:"

    def seal(text: str) -> str:
        nonce = secrets.token_bytes(12)
        sealed = cipher.encrypt(nonce, text.encode("utf-8", "replace"), bound)
        return head + base64.b64encode(nonce + sealed).decode()

    return seal


def opener(context: str) -> Callable[[str], str]:
    """``decrypt`` for many texts of one column at once; a text whose key is missing is empty."""
    bound = context.encode()
    head, cipher = "", None

    def open_(stored: str) -> str:
        nonlocal head, cipher
        if not stored:
            return ""
        try:
            if cipher is None or not stored.startswith(head):
                # Nearly all rows have the key of the row before.
                version, key_id, _body = stored.split(":", 2)
                if version != _VERSION:
                    return ""
                head, cipher = f"{version}:{key_id}:", _cipher(keys.field_key(int(key_id)))
            raw = binascii.a2b_base64(stored[len(head) :], strict_mode=True)
            return cipher.decrypt(raw[:12], raw[12:], bound).decode()
        except (KeyMissing, ValueError, InvalidTag):
            return ""

    return open_


def blind_index(value: str) -> str:
    """HMAC-SHA256 of the folded value (width, case, spaces and dashes do not matter), as hex.

    Equal values have equal indexes, so an encrypted phone can be looked up; empty stays empty.
    """
    folded = unicodedata.normalize("NFKC", value).casefold()
    folded = _IDLE.sub("", folded)
    if not folded:
        return ""
    return hmac.digest(keys.blind_key(), folded.encode("utf-8", "replace"), "sha256").hex()


class EncryptedText(TextBase):
    """Text that stands encrypted in the column: phone, exact address, a resident's name.

    Cannot be searched or sorted; keep ``blind_index`` beside it for equality. Empty stays empty.
    """

    #: Tells backup and rotation that the column differs from the value.
    stored_apart = True

    @property
    def context(self) -> str:
        """Binds a value to its column: moved into another column it cannot be read."""
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt."""
        if value is None or value == "" or isinstance(value, Stored):
            return value if value is None else str(value)
        if isinstance(value, Unreadable):
            return value.raw
        return encrypt(str(value).encode("utf-8", "replace").decode(), self.context)

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        """Decrypt; a missing key must not break the whole page."""
        if not value:
            return value
        try:
            return decrypt(value, self.context)
        except KeyMissing:
            return Unreadable(value)


class CanonicalJSON(TextBase):
    """A mapping kept as canonical JSON text: both engines give back every byte that was hashed."""

    stored_apart = True

    def get_prep_value(self, value: Any) -> Any:
        """The canonical text."""
        if value is None or isinstance(value, Stored):
            return value if value is None else str(value)
        return canonical(value)

    def from_db_value(self, value: str | None, *_args: Any) -> Any:
        """The mapping; text that is no JSON any more was tampered with and is left to ``verify``."""
        if value is None:
            return None
        try:
            return json.loads(value)
        except ValueError:
            return {}
