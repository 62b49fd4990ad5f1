"""The wall in the window: read it, tell a wish, say thank you. No name and no address ever stands on it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.cases import services
from linli.cases.errors import NoSuchCase, SafetyStop
from linli.cases.queries import wishes
from linli.records.errors import LinliError
from linli.records.time import now
from linli.ui import paging
from linli.ui.widgets import BigText, PhoneInput
from linli.window import writing
from linli.window.forms import PlaceField, visible
from linli.window.notes import remember


class WishForm(forms.Form):
    """A wish needs somebody to reach: without a phone nobody can ask for consent."""

    text = forms.CharField(label=_("什么心愿"), max_length=300, widget=BigText(rows=3))
    place = PlaceField(label=_("住在哪个小区"))
    name = forms.CharField(label=_("怎么称呼"), required=False, max_length=20)
    phone = forms.CharField(
        label=_("电话"), max_length=20, widget=PhoneInput(),
        error_messages={"required": _("请留个电话，社区要先和您核实。")},
    )  # fmt: skip


@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """The wall."""
    state = wishes.DONE if request.GET.get("state") == wishes.DONE else ""
    page = paging.page(wishes.wall(state), order=("-case_id",), request=request, size=30)
    context = {
        "page": page,
        "rows": wishes.shown(page.rows),
        "new_url": reverse("window:wish_new"),
        "contact_url": reverse("window:contact"),
    }
    return render(request, "window/wishes.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Tell a wish: it goes to the community, not to the wall."""
    form = WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        voice = services.Voice(
            text=visible(data["text"]), area_id=data["place"], kind="micro_wish", channel="window",
            reporter=services.Reporter(name=data["name"], phone=data["phone"]),
        )  # fmt: skip
        try:
            key = request.POST.get("request_key", "")
            receipt = writing.report(voice=voice, key=key, at=now())
        except SafetyStop as error:
            form.add_error("text", str(error))
        except LinliError as error:
            field = getattr(error, "field", "")
            form.add_error(field if field in form.fields else None, str(error))
        else:
            return remember(redirect("window:follow", receipt=receipt), receipt)
    return render(request, "window/wish_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def thank(request: HttpRequest, receipt: str) -> HttpResponse:
    """A word of thanks of whoever holds the receipt."""
    text = request.POST.get("text", "")
    try:
        writing.thank(receipt=receipt, text=text, public=bool(request.POST.get("public")), at=now())
    except NoSuchCase:
        raise
    except LinliError as error:
        context = {"text": text, "trouble": str(error), "receipt": receipt}
        return render(request, "window/thank.html", context, status=422)
    return redirect("window:follow", receipt=receipt)
