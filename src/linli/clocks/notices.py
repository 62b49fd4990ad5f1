"""Messages: one module behind which the pages, e-mail, WeCom and the SMS gateway stand.

A message is a code with ids; its text is made when it is read, from registered sentences, and holds no name, phone
or room (trade.md 3). In the pages it stands at once. Outside it is told at once in daytime, at 08:10 when it came in
the quiet hours (20:00 to 08:00) or belongs to the morning digest, and at any hour only when urgent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.clocks.models import Address, Deadline, Delivery, Notice
from linli.clocks.words import MESSAGES, step_word
from linli.domain.calendar import SHANGHAI, local_day
from linli.records import registry
from linli.records.tx import verb

QUIET_FROM, QUIET_TO, DIGEST_AT = time(20), time(8), time(8, 10)
#: After a failure: 5 minutes, then twice as long each time; given up after so many tries.
FIRST_PAUSE, MOST_TRIES, CHUNK = timedelta(minutes=5), 6, 200

#: Values a message may carry: numbers, ISO instants, short codes. A name or a phone does not fit.
_CODE = re.compile(r"[A-Za-z0-9_.:+〔〕-]{0,40}")
_LONG_NUMBER = re.compile(r"[0-9]{7,}")

When = Notice.When
_sentences: dict[str, Promise | str] = dict(MESSAGES)


def register(code: str, sentence: Promise | str) -> None:
    """Give a message code its sentence, with ``%(subject)s`` and keys of its data; in ``AppConfig.ready``."""
    _sentences[code] = sentence


def send(
    *,
    code: str,
    at: datetime,
    post_id: int | None = None,
    body_id: int | None = None,
    kind: str = "",
    subject_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    step: str = "",
    when: str = When.DAYTIME,
) -> Notice:
    """Put a message for a post or a whole body; it is told when the hour allows.

    ``step``: the word of a clock's step, as the mechanism has it. Raises LookupError for a code nobody registered and ValueError for data that could hold a name or a phone.
    """
    if code not in _sentences:
        raise LookupError(f"message {code!r} has no sentence; call notices.register() in ready()")
    for key, value in (data or {}).items():
        if not isinstance(value, int | str) or (isinstance(value, str) and not _is_code(value)):
            raise ValueError(f"message data {key!r} may only hold numbers and codes")
    return Notice.objects.create(
        code=code,
        post_id=post_id,
        body_id=None if post_id else body_id,
        kind=kind,
        subject_id=subject_id,
        data={**(data or {}), **({"step": step} if step else {})},
        when=when,
        created_at=at,
    )


def _is_code(value: str) -> bool:
    return bool(_CODE.fullmatch(value)) and not (_LONG_NUMBER.search(value) and "T" not in value)


def text(notice: Notice) -> str:
    """The sentence of a message in the active language."""
    from linli.domain.clock_words import say_instant

    data = {key: str(value) for key, value in notice.data.items()}
    for key in ("due", "before"):
        if key in data:
            data[key] = say_instant(datetime.fromisoformat(data[key]))
    if "step_id" in data:
        data["step"] = step_word(data["step_id"], data.get("step", ""))
    data["subject"] = subject_word(notice.kind, notice.subject_id)
    try:
        return str(_sentences[notice.code]) % data
    except (KeyError, ValueError):  # a sentence that changed since: better plain than nothing
        return data["subject"]


def subject_word(kind: str, subject_id: int | None) -> str:
    """``工单2611210003``: the kind's word and its number, never its title or its reporter."""
    found = registry.subject_type(kind)
    if found is None or subject_id is None:
        return _("事项")
    resolver = registry.resolver(f"{kind}_number") or registry.resolver(kind)
    number = resolver({subject_id}).get(subject_id, "") if resolver else ""
    return f"{found.label}{number}"


def url(notice: Notice) -> str | None:
    """The page of the subject, if it has one."""
    found = registry.subject_type(notice.kind)
    return found.url(notice.subject_id) if found and found.url and notice.subject_id else None


def is_quiet(at: datetime) -> bool:
    """Between 20:00 and 08:00 in China nothing is told outside the pages, except what is urgent."""
    clock = at.astimezone(SHANGHAI).time()
    return clock >= QUIET_FROM or clock < QUIET_TO


def tell(at: datetime) -> int:
    """Turn messages not told yet into deliveries, as far as the hour allows; answers how many were looked at.

    Without any address a message simply stays in the pages.
    """
    done = _tell_each(When.URGENT, at)
    if is_quiet(at):
        return done
    if at.astimezone(SHANGHAI).time() < DIGEST_AT:
        return done
    return done + _tell_digests(at) + _tell_each(When.DAYTIME, at)


def _tell_each(when: str, at: datetime) -> int:
    total = 0
    while count := _tell_chunk(when, at):
        total += count
    return total


@verb()
def _tell_chunk(when: str, at: datetime) -> int:
    rows = list(_untold(when)[:CHUNK])
    for notice in rows:
        for address in _addresses(notice.post_id, notice.body_id):
            if when == When.URGENT or not address.only_urgent:
                _put(address, f"notice:{notice.pk}", _lines(notice), at)
    Notice.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)
    return len(rows)


def _untold(when: str) -> Any:
    return Notice.objects.filter(when=when, told_at__isnull=True).order_by("pk")


def _tell_digests(at: datetime) -> int:
    """One digest a day and address: what is left from the night and what the clocks said, as numbers.

    What the clocks say after it went waits for the next morning.
    """
    start = datetime.combine(local_day(at), DIGEST_AT, SHANGHAI)
    night = Q(when=When.DAYTIME, created_at__lt=start) | Q(when=When.DIGEST, created_at__lte=at)
    waiting = Notice.objects.filter(night, told_at__isnull=True)
    receivers = set(waiting.order_by().values_list("post_id", "body_id").distinct())
    told = _told_today({post for post, _body in receivers}, {body for _post, body in receivers}, at)
    return sum(
        _digest_of(post_id, body_id, waiting, at) for post_id, body_id in sorted(receivers - told, key=str)
    )


def _told_today(
    posts: set[int | None], bodies: set[int | None], at: datetime
) -> set[tuple[int | None, int | None]]:
    """Of these posts and bodies, the ones whose digest of the day went."""
    held = Address.objects.filter(Q(post_id__in=posts - {None}) | Q(body_id__in=bodies - {None}))
    went = Delivery.objects.filter(address__in=held, what=_digest(at)).values("address_id")
    return {
        (post_id, None if post_id else body_id)
        for post_id, body_id in Address.objects.filter(pk__in=went).values_list("post_id", "body_id")
    }


def _digest(at: datetime) -> str:
    return f"digest:{local_day(at).isoformat()}"


@verb()
def _digest_of(post_id: int | None, body_id: int | None, waiting: Any, at: datetime) -> int:
    mine = waiting.filter(post_id=post_id, body_id=body_id)
    new = mine.count()
    for address in _addresses(post_id, body_id):
        if not address.only_urgent:
            _put(address, _digest(at), digest_text(post_id, body_id, new, at), at)
    return int(mine.update(told_at=at))


def digest_text(post_id: int | None, body_id: int | None, new: int, at: datetime) -> str:
    """The morning's numbers of a post or body, with the address of the desk and nothing else."""
    day = local_day(at)
    rows = Deadline.objects.filter(state=Deadline.State.RUNNING)
    rows = rows.filter(post_id=post_id) if post_id else rows.filter(body_id=body_id)
    tomorrow = datetime.combine(day + timedelta(days=1), time.min, SHANGHAI)
    late = rows.filter(due_at__lt=at).count()
    today = rows.filter(due_at__gte=at, due_at__lt=tomorrow).count()
    soon = rows.filter(due_at__gte=tomorrow, due_at__lt=tomorrow + timedelta(days=3)).count()
    sentence = _(
        "%(month)d月%(day)d日：超期%(late)d件，今天到期%(today)d件，三天内到期%(soon)d件，新消息%(new)d条。"
    )
    numbers = {"month": day.month, "day": day.day, "late": late, "today": today, "soon": soon, "new": new}
    return sentence % numbers + _desk()


def _lines(notice: Notice) -> str:
    base = getattr(settings, "LINLI_PUBLIC_URL", "")
    path = url(notice)
    return text(notice) + (f" {base.rstrip('/')}{path}" if base and path else "")


def _desk() -> str:
    base = getattr(settings, "LINLI_PUBLIC_URL", "")
    return f" {base.rstrip('/')}/" if base else ""


def _addresses(post_id: int | None, body_id: int | None) -> list[Address]:
    rows = Address.objects.filter(active=True)
    return list(rows.filter(post_id=post_id) if post_id else rows.filter(body_id=body_id))


def _put(address: Address, what: str, words: str, at: datetime) -> None:
    Delivery.objects.bulk_create(
        [Delivery(address=address, what=what, text=words[:1000], created_at=at, try_at=at)],
        ignore_conflicts=True,
    )


#: How a text leaves: (channel, target, text) → did it? Tests put their own.
Transport = Callable[[str, str, str], bool]


def by_apprise(channel: str, target: str, words: str) -> bool:
    """Send through Apprise (WeCom, SMS gateways, mail servers); a plain mail address goes by Django's mail."""
    if channel == Address.Channel.EMAIL and "://" not in target:
        from django.core.mail import send_mail

        subject = str(settings.LINLI_SITE_NAME)
        return bool(send_mail(subject, words, None, [target], fail_silently=False))
    import apprise

    outlet = apprise.Apprise()
    return bool(outlet.add(target) and outlet.notify(body=words))


transport: Transport = by_apprise


def deliver(at: datetime) -> int:
    """Send what waits, each by itself; a failure waits longer each time and is given up in the end."""
    sent = 0
    waiting = Delivery.objects.filter(try_at__lte=at, address__active=True).order_by("try_at")
    for row in waiting.select_related("address")[:CHUNK]:
        pause = FIRST_PAUSE * 2**row.tries
        later = at + pause if row.tries + 1 < MOST_TRIES else None
        # Claimed first: two workers send it once, and one that dies in between tries again later.
        if not Delivery.objects.filter(pk=row.pk, try_at=row.try_at).update(
            try_at=later, tries=row.tries + 1
        ):
            continue
        if _leaves(row):
            Delivery.objects.filter(pk=row.pk).update(sent_at=at, try_at=None)
            sent += 1
    return sent


def _leaves(row: Delivery) -> bool:
    try:
        return transport(row.address.channel, row.address.target, row.text)
    except Exception:  # noqa: BLE001  whatever a gateway does, the next message must still go
        return False
