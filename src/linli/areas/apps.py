"""App registration for `linli.areas`."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    """The room `areas`; see docs/explanation/floors.md."""

    name = "linli.areas"
    label = "areas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the subject, the events with their sentences, the panels and the worker's job."""
        from linli.areas import startup

        startup.register()
