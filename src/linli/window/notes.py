"""From a form to a voice, from a stop to its page, from a receipt to the phone that keeps it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from linli.cases.errors import SafetyStop
from linli.cases.services import Reporter, Voice
from linli.window.forms import ReportForm
from linli.window.queries import EMERGENCY

#: The cookie that carries a receipt from the form to its page.
FRESH = "fresh_receipt"
#: What the numbers of a stop are called.
_CALLED = {"12356": _("心理援助"), "12388": _("纪检监察举报"), "12368": _("法院服务"), "12348": _("法律咨询")}


def voice_of(form: ReportForm, channel: str) -> Voice:
    """The voice a valid form speaks with."""
    data = form.cleaned_data
    return Voice(
        text=data["text"],
        area_id=form.place_id or data["place"],
        channel=channel,
        spot=data["spot"],
        reporter=Reporter(
            name=data["name"],
            phone=data["phone"],
            on_behalf_of=data["on_behalf_of"],
            share=data["share_contact"],
        ),
        no_danger=bool(data["no_danger"]),
        photos=tuple(data["photos"]),
    )


def stop_page(error: SafetyStop, form: ReportForm, action: str) -> dict[str, Any]:
    """The page that stands instead of a sent form: the numbers to dial, and whether one may go on."""
    called = {**dict(EMERGENCY), **_CALLED}
    dial = [settings.LINLI_GAS_PHONE if code == "gas" else code for code in error.halt.dial]
    numbers = [(code, called.get(code, "")) for code in dial if code]
    kept = [
        (name, value) for name, value in form.data.items() if name not in {"csrfmiddlewaretoken", "no_danger"}
    ]
    return {
        "stop": {"sentence": str(error), "numbers": numbers, "may_send": error.halt.may_send},
        "kept": [item for item in kept if item[0] != "request_key"],
        "action": action,
        "photos": bool(form.files),
    }


def remember(response: HttpResponse, receipt: str) -> HttpResponse:
    """Tells the next page that this receipt is new, so that it is shown large and kept by the phone.

    A cookie of ten minutes, not a session: a session would cost every report a second write to the disk.
    """
    response.set_signed_cookie(
        FRESH, receipt, salt=FRESH, max_age=600, httponly=True, samesite="Lax", secure=settings.LINLI_TLS
    )
    return response


def is_fresh(request: HttpRequest, receipt: str) -> bool:
    """Whether the matter behind this receipt was sent from here a moment ago."""
    return bool(request.get_signed_cookie(FRESH, default="", salt=FRESH, max_age=600) == receipt)


def forget(response: HttpResponse) -> HttpResponse:
    """The receipt was shown large once."""
    response.delete_cookie(FRESH, samesite="Lax")
    return response
