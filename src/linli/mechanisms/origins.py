"""Entry → mechanism → situations → owed: how an entry of the requirement is shown to work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from linli.definitions import get_library
from linli.definitions.yamlfile import read

#: The situations of a source tree; an installed package has none.
SITUATIONS = Path(__file__).resolve().parents[3] / "tests" / "mechanisms"


def report(folder: Path | None = None) -> list[dict[str, Any]]:
    """One row an entry; ``situations`` is empty where the file is missing."""
    rows = []
    for mechanism in get_library().mechanisms.values():
        document = read((folder or SITUATIONS) / f"{mechanism.id}.yaml")
        data = document.data if isinstance(document.data, dict) else {}
        for entry in mechanism.origins:
            rows.append(
                {
                    "entry": entry,
                    "mechanism": mechanism.id,
                    "situations": [one.get("name", "") for one in data.get("situations") or []],
                    "owed": sorted(data.get("owed") or {}),
                    "owed_texts": data.get("owed") or {},
                }
            )
    return sorted(rows, key=lambda row: str(row["entry"]))
