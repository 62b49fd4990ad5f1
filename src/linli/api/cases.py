"""Cases over JSON: the same services and queries as the pages; a receipt opens what its paper opens."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema
from ninja.security import django_auth
from ninja.throttling import AnonRateThrottle

from linli.accounts import policy
from linli.areas import searching
from linli.cases import access, queries, services
from linli.cases.errors import BadInput
from linli.cases.queries import Filters
from linli.definitions.fieldvalues import in_reach
from linli.domain.access import PUBLIC, Actor
from linli.domain.calendar import local_day
from linli.records.time import now
from linli.ui import paging

public = Router(tags=["residents"], throttle=[AnonRateThrottle("60/m")])
staff = Router(tags=["staff"], auth=django_auth)


class VoiceIn(Schema):
    """One matter: what and where; everything else may be left out."""

    text: str = Field(max_length=5000)
    area_id: int
    spot: str = Field("", max_length=60)
    name: str = Field("", max_length=40)
    phone: str = Field("", max_length=20)
    no_danger: bool = False


class ReceiptOut(Schema):
    """What the reporter keeps."""

    receipt: str
    code: str
    reported_at: datetime


class StepOut(Schema):
    """One line of what happened."""

    at: datetime
    text: str


class FollowOut(Schema):
    """What became of it, in the words a reporter reads."""

    code: str
    sentence: str
    place: str
    answer: str
    due_at: datetime | None
    may_answer: bool
    steps: list[StepOut]


class AnswerIn(Schema):
    """The reporter's word."""

    solved: str = Field(pattern="^(yes|no)$")
    satisfied: str = Field("", pattern="^(satisfied|basic|unsatisfied|)$")
    text: str = Field("", max_length=500)


class PlaceOut(Schema):
    """A place one can report at."""

    id: int
    name: str
    where: str


class CaseOut(Schema):
    """A case as lists show it; nobody is named."""

    code: str
    title: str
    state: str
    kind: str
    category: str
    urgency: str
    area_id: int
    lead_body_id: int | None
    reported_at: datetime
    next_due: datetime | None
    external_number: str


class CasesOut(Schema):
    """A page of cases; ``next`` is the key of the following one."""

    items: list[CaseOut]
    next: str | None


@public.post("cases", response={201: ReceiptOut}, url_name="report")
def report(request: HttpRequest, voice: VoiceIn, idempotency_key: str = Header("")) -> Any:  # type: ignore[type-arg]
    """Take a voice in. The same ``Idempotency-Key`` sent twice makes one case.

    The key is a random UUID (version 4 or 7), made anew for every voice: callers have no account, so what nobody else
    can guess is what makes a key the caller's own, also when a phone changes its network between two tries. The same
    key with other words is refused (409).
    """
    case = services.register_case(
        voice=services.Voice(
            text=voice.text,
            area_id=voice.area_id,
            channel="window",
            spot=voice.spot,
            reporter=services.Reporter(name=voice.name, phone=voice.phone),
            no_danger=voice.no_danger,
        ),
        actor=Actor(None, None, "api"),
        at=now(),
        key=_own_key(idempotency_key),
    )
    return 201, case


def _own_key(text: str) -> str:
    """A key as it is kept, empty for none. Raises BadInput for one that another caller might send as well."""
    if not text:
        return ""
    try:
        key = UUID(text)
    except ValueError:
        key = UUID(int=0)
    if key.version not in (4, 7):
        raise BadInput(_("Idempotency-Key请用随机的UUID（第4或第7版），每件一个。"), field="idempotency_key")
    return str(key)


@public.get("cases/{receipt}", response=FollowOut, url_name="follow")
def follow(request: HttpRequest, receipt: str) -> Any:
    """What became of the matter behind a receipt."""
    page = queries.follow_page(receipt, now())
    return {
        "code": page.case.code,
        "sentence": page.sentence,
        "place": page.place,
        "answer": page.answer,
        "due_at": page.due_at,
        "may_answer": page.may_answer,
        "steps": [{"at": step.at, "text": step.text} for step in page.steps],
    }


@public.post("cases/{receipt}/answer", response=FollowOut, url_name="answer")
def answer(request: HttpRequest, receipt: str, word: AnswerIn) -> Any:
    """「解决了」 or 「没解决」."""
    case = access.get_case_to_answer(receipt)
    services.confirm(
        case_id=case.pk,
        solved=word.solved,
        satisfied=word.satisfied,
        text=word.text,
        actor=PUBLIC,
        at=now(),
    )
    return follow(request, receipt)


@public.get("places", response=list[PlaceOut], url_name="places")
def places(request: HttpRequest, q: str) -> Any:
    """Places by a part of the name or pinyin initials."""
    found = searching.search(q[:40], None, limit=10)
    return [{"id": item.area_id, "name": item.name, "where": item.where} for item in found]


@staff.get("cases", response=CasesOut, url_name="cases")
def cases(request: HttpRequest) -> Any:
    """Cases in the acting post's scope; the filters are those of the list page."""
    scope = request.scope  # type: ignore[attr-defined]
    if not policy.may(scope, "case.view"):
        raise policy.NotYours()
    _check_days(request)
    filters = Filters.read(request.GET)
    page = paging.page(
        queries.listed(scope, filters, now()), order=filters.ordering, request=request, size=50
    )
    return {"items": page.rows, "next": page.next}


def _check_days(request: HttpRequest) -> None:
    """A day nobody can mean is refused by name; passed over it would answer more than was asked. Raises BadInput."""
    for name in ("since", "until"):
        text = request.GET.get(name, "")
        try:
            if not text or in_reach(date.fromisoformat(text), local_day(now())):
                continue
        except ValueError:
            pass
        raise BadInput(_("日期请写成2026-11-21，在1900年到五十年以后之间。"), field=name)
