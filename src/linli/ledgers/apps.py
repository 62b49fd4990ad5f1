"""App registration for `linli.ledgers`."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """The room `ledgers`; see docs/explanation/floors.md."""

    name = "linli.ledgers"
    label = "ledgers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers events, subjects, navigation and the targets of the rooms below."""
        from linli.ledgers import startup

        startup.register()
