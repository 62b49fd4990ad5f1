"""The verbs of ledgers: bring in, map, check, apply, undo; take out."""

from linli.ledgers.services.applying import apply_import, run_apply, shown_by_and_by
from linli.ledgers.services.checking import run_check
from linli.ledgers.services.exporting import forget_old_exports, note_fetch, run_export, start_export
from linli.ledgers.services.mapping import confirm_mapping
from linli.ledgers.services.staging import run_staging, start_import, withdraw_import
from linli.ledgers.services.undoing import undo_import

__all__ = [
    "apply_import",
    "confirm_mapping",
    "forget_old_exports",
    "note_fetch",
    "run_apply",
    "run_check",
    "run_export",
    "run_staging",
    "shown_by_and_by",
    "start_export",
    "start_import",
    "undo_import",
    "withdraw_import",
]
