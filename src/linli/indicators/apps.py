"""App registration for `linli.indicators`."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """The room `indicators`; see docs/explanation/floors.md."""

    name = "linli.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.indicators import startup

        startup.register()
