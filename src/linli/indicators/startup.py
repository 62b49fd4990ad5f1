"""What this room registers at start."""

from __future__ import annotations


def register() -> None:
    """Called once by ``AppConfig.ready``."""
