"""What the views of this room share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from linli.domain.calendar import local_day
from linli.duties.errors import DutyRefused, NoSuchKind
from linli.organizations.requests import StaffRequest
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
    except (Conflict, NoSuchKind) as error:
        form.add_error(None, str(error))
        form.conflict = isinstance(error, Conflict)  # type: ignore[attr-defined]
    else:
        return True
    return False


def form_page(request: StaffRequest, form: forms.Form, *, title: str, back: str, **more: Any) -> HttpResponse:
    """The one page of all forms here; 409 after a conflict, 422 after a refusal."""
    status = 422 if form.is_bound and form.errors else 200
    if getattr(form, "conflict", False):
        status = 409
    page = {"form": form, "page_title": title, "back": back, **more}
    return render(request, "duties/form.html", page, status=status)
