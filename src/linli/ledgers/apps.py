"""App registration for `linli.ledgers`."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """The room `ledgers`; see docs/explanation/floors.md."""

    name = "linli.ledgers"
    label = "ledgers"
    default_auto_field = "django.db.models.BigAutoField"
