"""Reading a masked value: with a reason, by those allowed, and never without a trace on the row itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.accounts.errors import Refused
from linli.domain.access import Actor, Scope
from linli.records import services as records
from linli.records.errors import Sentence
from linli.records.models import Subject
from linli.records.tx import verb

#: After this many seconds the page masks the value again.
SHOWN_FOR = 60


@dataclass(frozen=True)
class Secret:
    """A masked field that may be read: its row's kind, its name, its word, and how to read it."""

    kind: str
    field: str
    label: Sentence
    #: The subject on whose stream the reading is noted (locked inside the transaction).
    subject: Callable[[int], Subject]
    #: The value in the clear.
    read: Callable[[Subject], str]
    #: The page to go back to.
    back: Callable[[int], str]
    #: A further condition of the room, asked beside ``<kind>.unmask``.
    allowed: Callable[[Scope, Any], bool] | None = None


_secrets: dict[tuple[str, str], Secret] = {}


def register_secret(secret: Secret) -> None:
    """Make a masked field readable by the unmask page; called in ``AppConfig.ready``."""
    _secrets[(secret.kind, secret.field)] = secret


@verb()
def opened(*, kind: str, subject_id: int, field: str, scope: Scope) -> tuple[Secret, str]:
    """The field and the page to go back to, if this post may unmask it at all; writes nothing.

    Raises Refused for a field nobody registered and for a row that is not there, NotYours otherwise:
    before the reason is asked, so that not even a row's code is told to a stranger.
    """
    secret = _secrets.get((kind, field))
    if secret is None:
        raise Refused(_("没有这一项内容。"))
    try:
        subject: Any = secret.subject(subject_id)
    except ObjectDoesNotExist as error:
        raise Refused(_("没有这一项内容。")) from error
    _require(secret, scope, subject)
    return secret, secret.back(subject_id)


@verb()
def unmask(
    *, kind: str, subject_id: int, field: str, reason: str, scope: Scope, actor: Actor, at: datetime
) -> str:
    """The value in the clear; event ``personal.unmasked`` on the row's own stream, with the reason.

    Refuses without a reason of four characters and without the verb ``<kind>.unmask`` on the row.
    """
    secret = _secrets.get((kind, field))
    if secret is None:
        raise Refused(_("没有这一项内容。"))
    why = " ".join(reason.split())
    if len(why) < 4:
        raise Refused(_("请写明查看的理由，至少4个字。"), field="reason")
    if len(why) > 200:
        raise Refused(_("理由最多200个字。"), field="reason")
    subject: Any = secret.subject(subject_id)
    _require(secret, scope, subject)
    records.append(
        subject=subject,
        name="personal.unmasked",
        actor=actor,
        at=at,
        data={"field": field},
        text={"reason": why},
    )
    return secret.read(subject)


def _require(secret: Secret, scope: Scope, subject: Any) -> None:
    policy.require(scope, f"{secret.kind}.unmask", subject)
    if secret.allowed is not None and not secret.allowed(scope, subject):
        raise policy.NotYours
