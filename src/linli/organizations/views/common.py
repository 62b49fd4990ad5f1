"""What the views of this room share: the day, and putting a refusal where it belongs on the form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from linli.domain.calendar import SHANGHAI
from linli.organizations.errors import Refused
from linli.organizations.requests import StaffRequest
from linli.records.errors import Conflict
from linli.records.time import now

#: Field of a refusal → field of a form, where they are not called the same.
_ALIASES = {"area": "area_id", "person": "person_id", "parent": "parent_id", "successor": "successor_id"}


def today() -> date:
    """The day on the wall calendar."""
    return now().astimezone(SHANGHAI).date()


def tried(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Run a service with the cleaned form; a refusal goes to its field and the typed text stays."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as error:
        field = _ALIASES.get(error.field, error.field)
        form.add_error(field if field in form.fields else None, str(error))
        return False
    except Conflict as error:
        form.add_error(None, str(error))
        return False
    return True


def form_page(request: StaffRequest, form: forms.Form, *, title: str, back: str, **more: Any) -> HttpResponse:
    """The one page of all simple forms here."""
    page = {"form": form, "page_title": title, "back": back, **more}
    return render(
        request, "organizations/form.html", page, status=422 if form.is_bound and form.errors else 200
    )
