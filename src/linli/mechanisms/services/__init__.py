"""The verbs of the mechanism library. Use as ``from linli.mechanisms import services as mechanisms``."""

from linli.mechanisms.services.adopting import adopt, roll_out, stop, trial
from linli.mechanisms.services.overriding import override
from linli.mechanisms.services.rebasing import rebase
from linli.mechanisms.services.syncing import sync

__all__ = ["adopt", "override", "rebase", "roll_out", "stop", "sync", "trial"]
