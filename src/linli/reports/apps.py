"""App registration for `linli.reports`."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The room `reports`; see docs/explanation/floors.md."""

    name = "linli.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.reports import startup

        startup.register()
