"""What every sub-command of ``linli`` says in the same way: a value as JSON, and a refusal.

With ``--json`` the standard output is always one JSON value, also when the answer is no; the exit
status is 0 only when all is well.
"""

from __future__ import annotations

import argparse
import json
import sys


def print_json(value: object) -> None:
    """One JSON value on standard output."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def fail(args: argparse.Namespace, message: object, status: int = 1) -> int:
    """Says why it did not work, for a reader or for a program; answers the exit status."""
    if getattr(args, "json", False):
        print_json({"ok": False, "error": str(message)})
    else:
        sys.stderr.write(f"{message}\n")
    return status
