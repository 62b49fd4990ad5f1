"""The only way a page gets a contact: his own, or one of his branch or place by role."""

from __future__ import annotations

from linli.accounts import policy
from linli.domain.access import Scope
from linli.visits.errors import NoSuch
from linli.visits.models import Contact


def get_contact_for(scope: Scope, pk: int, verb: str = "view") -> Contact:
    """A contact with its post. ``verb``: view, keep, facts; one's own contact is always one's own."""
    found = Contact.objects.select_related("post", "body", "target", "definition").filter(pk=pk).first()
    if found is None:
        raise NoSuch()
    if scope.post_id == found.post_id and verb in ("view", "write", "facts"):
        return found
    if not policy.allows(scope, "visit.view", found):
        raise NoSuch()
    if verb != "view":
        policy.require(scope, f"visit.{verb}", found)
    return found
