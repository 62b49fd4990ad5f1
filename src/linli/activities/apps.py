"""App registration for `linli.activities`."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    """The room `activities`; see docs/explanation/floors.md."""

    name = "linli.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.activities import startup

        startup.register()
