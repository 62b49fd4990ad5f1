"""The only way a view gets an agreement or a signature."""

from __future__ import annotations

from django.http import Http404

from linli.accounts import policy
from linli.agreements.models import Agreement, Party
from linli.domain.access import Scope


def get_agreement_for(scope: Scope, pk: int, verb: str = "agreement.view") -> Agreement:
    """A sheet. Raises Http404 when it may not even be seen, NotYours when only the verb is refused."""
    row = Agreement.objects.select_related("issuer", "definition").filter(pk=pk).first()
    if row is None or not policy.allows(scope, "agreement.view", row):
        raise Http404
    policy.require(scope, verb, row)
    return row


def get_party_for(scope: Scope, pk: int, verb: str) -> Party:
    """A signature, judged by its sheet."""
    row = Party.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    row.agreement = get_agreement_for(scope, row.agreement_id, verb)
    return row
