"""A form sent twice acts once: what a key brought is remembered with everything that was written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import IntegrityError

from linli.domain.access import Actor
from linli.records.errors import KeyReused
from linli.records.inserting import insert_row
from linli.records.models import Request
from linli.records.reading import Reading
from linli.records.time import now
from linli.records.tx import run as run_verb

T = TypeVar("T")

_REMEMBERED = Reading(lambda key, who: Request.objects.filter(key=key, actor=who))


def once(
    *,
    key: str,
    actor: Actor,
    body: bytes | str,
    run: Callable[[], T],
    result: tuple[Callable[[T], Any], Callable[[Any], T]],
) -> T:
    """Run ``run`` once per (key, actor): a form sent twice acts once and gets the first answer.

    ``result`` turns the answer into plain JSON and back. Raises :class:`KeyReused` when the key came
    with another ``body``. Everything ``run`` writes is in one transaction with the remembered key.
    """
    to_json, from_json = result
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else body
    digest = hashlib.sha256(raw).hexdigest()
    who = f"user:{actor.user_id}" if actor.user_id else actor.channel
    key = key if len(key) <= 80 else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()

    def remembered() -> Request | None:
        return next(iter(_REMEMBERED.rows(key, who)), None)

    def act() -> T:
        first = remembered()
        if first is not None:
            return from_json(_first_result(first, digest))
        answer = run()
        text = json.dumps(to_json(answer), ensure_ascii=False)
        insert_row(Request(key=key, actor=who, digest=digest, result=text, created_at=now()))
        return answer

    try:
        return run_verb(act)
    except IntegrityError:
        # A twin was faster: what this one wrote is rolled back, and the twin's answer counts.
        first = remembered()
        if first is None:
            raise
        return from_json(_first_result(first, digest))


def _first_result(first: Request, digest: str) -> Any:
    if first.digest != digest:
        raise KeyReused()
    return json.loads(first.result)
