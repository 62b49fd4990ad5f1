"""App registration for `linli.records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The room `records`; see docs/explanation/floors.md."""

    name = "linli.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the events and jobs of this room."""
        from linli.records import startup

        startup.register()
