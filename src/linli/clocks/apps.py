"""App registration for `linli.clocks`."""

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    """The room `clocks`; see docs/explanation/floors.md."""

    name = "linli.clocks"
    label = "clocks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the event, the worker's minute and the panel."""
        from linli.clocks import startup

        startup.register()
