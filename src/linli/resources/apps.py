"""App registration for `linli.resources`."""

from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    """The room `resources`; see docs/explanation/floors.md."""

    name = "linli.resources"
    label = "resources"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.resources import startup

        startup.register()
