"""App registration for `linli.visits`."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """The room `visits`; see docs/explanation/floors.md."""

    name = "linli.visits"
    label = "visits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.visits import startup

        startup.register()
