"""A list or mapping kept as encrypted JSON: staged rows hold what people wrote, phones and names included."""

from __future__ import annotations

import json
from typing import Any

from linli.records.fields import EncryptedText, Stored, Unreadable

#: One encoder for all rows: made anew it takes longer than a row.
encoded = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class EncryptedJSON(EncryptedText):
    """JSON that stands encrypted in the column; empty values stay empty. Cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt."""
        if isinstance(value, Stored | Unreadable) or not value:
            return super().get_prep_value(value or "")
        return super().get_prep_value(encoded(value))

    def from_db_value(self, value: str | None, *args: Any) -> Any:
        """Decrypt; an empty column is an empty list, a row whose key is missing too."""
        text = super().from_db_value(value, *args)
        if not text or isinstance(text, Unreadable):
            return []
        return json.loads(text)
