"""The verbs of agreements. Use as ``from linli.agreements import services``.

Every verb takes ``actor`` and ``at``; it appends one event on the sheet's stream. Refusals are
:class:`linli.agreements.errors.Refused`.
"""

from linli.agreements.services.drafting import Signer, add_parties, draft, remove_party
from linli.agreements.services.lifecycle import end, offer, renew, withdraw
from linli.agreements.services.signing import change_hands, note_kept, sign, sign_many, take_back
from linli.agreements.services.wording import Text, add_scan, new_version, reword

__all__ = [
    "Signer",
    "Text",
    "add_parties",
    "add_scan",
    "change_hands",
    "draft",
    "end",
    "new_version",
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
