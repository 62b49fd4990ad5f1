"""The only way a page gets a resource, a run or a proposal: judged by the acting post."""

from __future__ import annotations

from linli.accounts import policy
from linli.domain.access import Scope
from linli.resources.errors import NoSuch
from linli.resources.models import Booking, Proposal, Resource, Run


def get_resource_for(scope: Scope, pk: int, verb: str = "view") -> Resource:
    """A resource the reader may see. Raises NoSuch (404), NotYours (403)."""
    found = Resource.objects.select_related("body", "post").filter(pk=pk).first()
    if found is None or not policy.allows(scope, "resource.view", found):
        raise NoSuch()
    if verb != "view":
        policy.require(scope, f"resource.{verb}", found)
    return found


def get_booking_for(scope: Scope, pk: int) -> Booking:
    """A booking of a resource the reader may see."""
    found = Booking.objects.filter(pk=pk).first()
    if found is None:
        raise NoSuch()
    get_resource_for(scope, found.resource_id)
    return found


def get_run_for(scope: Scope, pk: int) -> Run:
    """A run over a place of the reader."""
    found = Run.objects.select_related("area").filter(pk=pk).first()
    if found is None or not policy.allows(scope, "match_run.view", found):
        raise NoSuch()
    return found


def get_proposal_for(scope: Scope, pk: int, verb: str = "view") -> Proposal:
    """A proposal of the reader's place, or put to his body. Raises NoSuch (404), NotYours (403)."""
    found = Proposal.objects.select_related("case", "resource", "body").filter(pk=pk).first()
    if found is None or not policy.allows(scope, "resource_match.view", found):
        raise NoSuch()
    if verb != "view":
        policy.require(scope, f"resource_match.{verb}", found)
    return found
