"""App registration for `linli.duties`."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """The room `duties`; see docs/explanation/floors.md."""

    name = "linli.duties"
    label = "duties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.duties import startup

        startup.register()
