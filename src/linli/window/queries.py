"""What the residents' pages add to the cases room: emergency numbers, the words of a plate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import plates
from linli.areas import queries as areas
from linli.areas.models import Plate
from linli.cases import queries as cases
from linli.cases.access import get_case_by_receipt
from linli.cases.codes import tidy_receipt
from linli.cases.models import Case, Stage
from linli.cases.queries.page import category_word
from linli.domain.calendar import local_day
from linli.domain.caseflow import Seen
from linli.organizations import queries as organizations
from linli.records.errors import LinliError
from linli.relay import queries as outside
from linli.relay import zone

#: Number → what it is; the local gas number only where it is set.
EMERGENCY = tuple(
    (number, name)
    for number, name in (
        ("119", gettext_lazy("火警救援")),
        ("110", gettext_lazy("报警")),
        ("120", gettext_lazy("急救")),
        (settings.LINLI_GAS_PHONE, gettext_lazy("燃气抢修")),
    )
    if number
)
NO_SUCH_RECEIPT = gettext_lazy("没有这个查询码。请对照回执再输一次：里面没有字母O、I、L，也没有数字0和1。")
#: Kinds that many people may have in common.
SHARED_KINDS = ("public_need", "hazard", "property_problem", "complaint", "key_small_matter")
_TONES = {Seen.PLEASE_JUDGE: "info", Seen.WAITING: "warn", Seen.DONE: "good"}


def home_words() -> dict[str, Any]:
    """The entry page."""
    return {
        "report_url": reverse("window:report"),
        "find_url": reverse("window:find"),
        "notices_url": "" if zone.is_outer() else reverse("papers:public_list"),
        "contact_url": reverse("window:contact"),
        "emergency": EMERGENCY,
    }


def plate(token: str) -> Plate | None:
    """The valid plate of a token, or of a short code typed by hand."""
    return plates.by_token(token) or plates.by_short_code(token)


def place_of_plate(found: Plate) -> int:
    """The living place behind a plate: a community that was merged is answered by its successor."""
    return plates.place_of(found) or found.area_id


def plate_words(area_id: int, at: datetime) -> dict[str, Any]:
    """The place of a plate and the office that answers there."""
    found = organizations.responsible_for(area_id, ["community_committee", "street_office"], local_day(at))
    office = next((row.organization for row in found if row.organization.phone), None)
    return {
        "open_here": open_here(area_id),
        "place_name": areas.full_name(area_id, top="street"),
        "community_name": office.name if office else "",
        "community_phone": office.phone if office else "",
        "place_id": area_id,
    }


def _shared() -> QuerySet[Case]:
    """Matters of everybody that are in hand: no parties, no household, nothing of another platform."""
    return Case.objects.filter(
        kind__in=SHARED_KINDS, stage__in=(Stage.DISPATCH, Stage.WORK), has_parties=False, source=""
    ).exclude(category="")


def open_here(area_id: int, most: int = 5) -> list[dict[str, Any]]:
    """What is already in hand at a place, told by category only: nobody's words are published."""
    if zone.is_outer():
        return []
    columns = areas.columns_for(area_id)
    estate = columns.get("estate")
    if not estate:
        return []
    rows = _shared().filter(estate=estate).order_by("-pk")[:most]
    return [
        {
            "what": category_word(case.category).rsplit(" / ", 1)[-1],
            "place": areas.full_name(case.area_id, top="estate"),
            "at": case.reported_at,
            "url": reverse("window:me_too", args=[case.code]),
        }
        for case in rows
    ]


def shared_case(code: str) -> Case | None:
    """The case behind 「我也有这个问题」, if it is one that many may share."""
    return _shared().filter(code=code.upper()).first()


def known_receipt(typed: str) -> str:
    """The receipt as it is stored, empty when nobody holds it."""
    if zone.is_outer():
        return tidy_receipt(typed) if outside.known(typed) else ""
    try:
        get_case_by_receipt(typed)
    except LinliError:
        return ""
    return tidy_receipt(typed)


def page_words(receipt: str, at: datetime) -> dict[str, Any]:
    """Everything of the follow page. Raises NoSuchCase, whatever is wrong with the receipt."""
    page = outside.follow(receipt, at) if zone.is_outer() else outside.Outside(cases.tell(receipt, at), None)
    told = page.told
    tidy = told.receipt
    facts = (
        (_("编号"), told.code),
        (_("什么事"), told.title),
        (_("地点"), told.place),
        (_("收到时间"), timezone.localtime(told.reported_at).strftime("%Y-%m-%d %H:%M")),
    )
    return {
        "told": told,
        "as_of": page.as_of,
        "notes": page.notes,
        "receipt": tidy,
        "tone": _TONES.get(Seen(told.seen), "plain"),
        "steps": [{"at": step.at, "text": step.text} for step in reversed(told.steps)],
        "slip_url": reverse("window:slip", args=[tidy]),
        "answer_url": reverse("window:answer", args=[tidy]),
        "follow_url": f"{settings.LINLI_PUBLIC_URL}{reverse('window:follow', args=[tidy])}",
        "facts": [fact for fact in facts if fact[1]],
    }
