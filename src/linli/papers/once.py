"""A form sent twice acts once: what views of papers and bulletins that make something new go through."""

from __future__ import annotations

from collections.abc import Callable

from linli.organizations.requests import StaffRequest
from linli.records import services as records

_OWN = frozenset({"csrfmiddlewaretoken", "request_key"})


def once(request: StaffRequest, run: Callable[[], int]) -> int:
    """The id of what ``run`` made; of the first one when the same form comes again. Raises KeyReused."""
    key = request.POST.get("request_key", "")
    if not key:
        return run()
    lists = sorted((name, values) for name, values in request.POST.lists() if name not in _OWN)
    body = f"{request.path}?{lists}"
    return records.once(key=key, actor=request.actor, body=body, run=run, result=(int, int))
