"""The city of the rolls' tests."""

from tests.rolls.conftest import Rolled, rolled

__all__ = ["Rolled", "rolled"]
