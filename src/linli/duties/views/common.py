"""What the views of this room share."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.domain.calendar import local_day
from linli.duties.errors import DutyRefused, NoSuchKind, Taken
from linli.duties.models import Duty
from linli.duties.queries.lists import lines
from linli.organizations.forms import PickField
from linli.organizations.requests import StaffRequest
from linli.records import services as records
from linli.records.errors import Conflict
from linli.records.time import now

#: Field of a refusal → field of a form.
_ALIASES = {"object_id": "things", "names": "names"}


def today() -> date:
    """The day on the wall calendar."""
    return local_day(now())


def tried(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Run a service with the cleaned form; a refusal goes to its field and the typed text stays."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except DutyRefused as error:
        field = _ALIASES.get(error.field, error.field)
        form.add_error(field if field in form.fields else None, str(error))
        if isinstance(error, Taken):
            form.conflict = True  # type: ignore[attr-defined]
            form.both = [(_("责任人"), error.current, error.theirs)]  # type: ignore[attr-defined]
    except (Conflict, NoSuchKind) as error:
        form.add_error(None, str(error))
        form.conflict = isinstance(error, Conflict)  # type: ignore[attr-defined]
    else:
        return True
    return False


def once(request: StaffRequest, data: dict[str, Any], run: Callable[[], Any]) -> Any:
    """Run a verb once for each form: sent twice over a bad line it answers what the first one made (numbers only)."""
    key = request.POST.get("request_key", "")
    if not key:
        return run()
    said = json.dumps({name: str(value) for name, value in data.items()}, sort_keys=True)
    return records.once(
        key=key, actor=request.actor, body=said, run=run, result=(lambda made: made, lambda made: made)
    )


def stale(form: forms.Form, duty_id: int) -> None:
    """After a conflict: what stands now beside what was typed, and the version that is true now, to save again."""
    if not getattr(form, "conflict", False) or getattr(form, "both", None):
        return
    row = Duty.objects.select_related("person", "post", "body").get(pk=duty_id)
    line = lines([row], today())[0]
    until = "—" if row.is_open else row.valid_to.isoformat()
    now_ = _("%(who)s，至%(until)s，%(state)s") % {"who": line.holder, "until": until, "state": line.state}
    form.both = [(_("这条分工"), now_, _typed(form))]  # type: ignore[attr-defined]
    sent = QueryDict(mutable=True)
    sent.update(form.data)
    sent["version"] = str(row.version)
    form.data = sent


def _typed(form: forms.Form) -> str:
    """What the person had typed or chosen, in words."""
    said = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if name == "version" or value in (None, ""):
            continue
        if isinstance(field, PickField):
            value = field.names([int(value)]).get(int(value), value)
        elif isinstance(field, forms.ChoiceField):
            value = dict(field.choices).get(value, value)  # type: ignore[arg-type]
        said.append(f"{field.label}：{value}")
    return "；".join(said)


def form_page(request: StaffRequest, form: forms.Form, *, title: str, back: str, **more: Any) -> HttpResponse:
    """The one page of all forms here; 409 after a conflict, 422 after a refusal."""
    status = 422 if form.is_bound and form.errors else 200
    if getattr(form, "conflict", False):
        status = 409
    page = {"form": form, "page_title": title, "back": back, "both": getattr(form, "both", []), **more}
    return render(request, "duties/form.html", page, status=status)
