"""A form sent twice acts once; a form filled from an old version is answered with 409, with what was typed."""

from __future__ import annotations

import json
from collections.abc import Callable

from django import forms

from linli.organizations.requests import StaffRequest
from linli.records import services as records
from linli.records.errors import Conflict, KeyReused, LinliError

#: Fields that say nothing about what is asked for.
_OWN = frozenset({"csrfmiddlewaretoken", "request_key"})


def sent_once(request: StaffRequest, act: Callable[[], str]) -> str:
    """Run ``act``, which answers the address to go to; the same form again gets the same address and does nothing.

    Raises :class:`KeyReused` (409) when the key came with other content, and whatever ``act`` raises.
    """
    key = request.POST.get("request_key", "")
    if not key:
        return act()
    said = {name: request.POST.getlist(name) for name in sorted(request.POST) if name not in _OWN}
    files = [(one.name, one.size) for name in sorted(request.FILES) for one in request.FILES.getlist(name)]
    body = json.dumps([request.path, said, files], ensure_ascii=False)
    return records.once(key=key, actor=request.actor, body=body, run=act, result=(str, str))


def tried(
    request: StaffRequest, form: forms.Form, act: Callable[[], str], *, aliases: dict[str, str] | None = None
) -> str:
    """The address to go to, or "" when the form is unbound or refused; a refusal goes to its field."""
    if not form.is_bound or not form.is_valid():
        return ""
    try:
        return sent_once(request, act)
    except LinliError as error:
        field = getattr(error, "field", "")
        field = (aliases or {}).get(field, field)
        form.add_error(field if field in form.fields else None, str(error))
        form.refused_with = error.status if isinstance(error, Conflict | KeyReused) else 422  # type: ignore[attr-defined]
        return ""


def status_of(form: forms.Form) -> int:
    """200 for a fresh form, 409 after a conflict, 422 for other slips."""
    if not (form.is_bound and form.errors):
        return 200
    return int(getattr(form, "refused_with", 422))
