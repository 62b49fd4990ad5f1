"""The verbs of bulletins. Use as ``from linli.bulletins import services as bulletins``."""

from linli.bulletins.services.drafting import draft, drop_orders, enter_value, refresh, rewrite, withdraw
from linli.bulletins.services.publishing import correct, publish

__all__ = ["correct", "draft", "drop_orders", "enter_value", "publish", "refresh", "rewrite", "withdraw"]
