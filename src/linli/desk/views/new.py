"""登记: type or paste, look at what is proposed, save; 当场办结 with one more sentence."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.accounts import policy
from linli.cases import services
from linli.cases.errors import BadInput
from linli.desk import registering
from linli.organizations.requests import StaffRequest
from linli.records.errors import LinliError
from linli.records.time import now


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """The form; sent with 「当场办结」 it registers and settles in one step."""
    at = now()
    form = registering.form_of(request, at)
    if request.method == "POST" and form.is_valid():
        try:
            voice = registering.voice_of(form, request.scope, at)
            registering.check_area(request.scope, voice.area_id)
            key = request.POST.get("request_key", "")
            case = services.register_case(voice=voice, actor=request.actor, at=at, key=key)
            done = form.cleaned_data["done"]
            if done and case.is_open:
                services.settle_on_spot(case_id=case.pk, text=done, actor=request.actor, at=at)
                messages.success(request, _("已当场办结：%(title)s") % {"title": case.title})
                return redirect("desk:new")
        except BadInput as error:
            form.add_error(registering.field_of(error.field, form), str(error))
        except LinliError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已登记，编号%(code)s。") % {"code": case.code})
            return redirect("cases:page", code=case.code)
    words = registering.words_of(form, request, at)
    return render(request, "desk/new.html", words, status=422 if form.errors else 200)


@require_POST
def propose(request: StaffRequest) -> HttpResponse:
    """Place, kind, category and urgency proposed from the text, with the words that decided; nothing is saved."""
    policy.may(request.scope, "case.register")
    at = now()
    proposal = registering.proposal(request, at)
    form = registering.filled(request, proposal, at)
    words = registering.words_of(form, request, at) | {"proposal": proposal}
    template = "desk/parts/proposed.html" if request.headers.get("HX-Request") else "desk/new.html"
    return render(request, template, words)
