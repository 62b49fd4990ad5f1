"""App registration for `linli.rolls`."""

from django.apps import AppConfig


class RollsConfig(AppConfig):
    """The room `rolls`; see docs/explanation/floors.md."""

    name = "linli.rolls"
    label = "rolls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.rolls import startup

        startup.register()
