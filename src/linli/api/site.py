"""The one API object: errors as JSON with the same sentences the pages show; no docs page that loads from outside."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from linli import __version__
from linli.api.cases import public, staff
from linli.cases.errors import BadInput, SafetyStop
from linli.records.errors import LinliError
from linli.records.tx import as_sentence

api = NinjaAPI(
    title="Linli",
    version=__version__,
    description="A resident's word in, what became of it out; staff read the lists of their scope.",
    docs_url=None,
    urls_namespace="api",
)
api.add_router("/v1/", public)
api.add_router("/v1/work/", staff)


@api.exception_handler(LinliError)
def refused(request: HttpRequest, error: LinliError) -> HttpResponse:
    """Every refusal of the rooms, with its field where one is to blame."""
    body: dict[str, object] = {"error": str(error)}
    if isinstance(error, BadInput) and error.field:
        body["field"] = error.field
    if isinstance(error, SafetyStop):
        body |= {"dial": list(error.halt.dial), "may_send": error.halt.may_send}
    return api.create_response(request, body, status=error.status)


@api.exception_handler(DatabaseError)
@api.exception_handler(InterfaceError)
def unavailable(request: HttpRequest, error: DatabaseError | InterfaceError) -> HttpResponse:
    """The database is locked, full or gone outside a verb of ours; any other error is Django's."""
    known = as_sentence(error)
    if known is None:
        raise error
    return refused(request, known)
