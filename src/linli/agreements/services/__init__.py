"""The verbs of agreements. Use as ``from linli.agreements import services``.

Every verb takes ``actor`` and ``at``; it appends one event on the sheet's stream. Refusals are
:class:`linli.agreements.errors.Refused`.
"""

from linli.agreements.services.drafting import Signer, add_parties, draft, remove_party, reword
from linli.agreements.services.lifecycle import end, offer, renew, withdraw
from linli.agreements.services.signing import change_hands, note_kept, sign, sign_many, take_back

__all__ = [
    "Signer",
    "add_parties",
    "change_hands",
    "draft",
    "end",
    "note_kept",
    "offer",
    "remove_party",
    "renew",
    "reword",
    "sign",
    "sign_many",
    "take_back",
    "withdraw",
]
