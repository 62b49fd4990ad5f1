"""App registration for `linli.agreements`."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """The room `agreements`; see docs/explanation/floors.md."""

    name = "linli.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.agreements import startup

        startup.register()
