"""App registration for `linli.bulletins`."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """The room `bulletins`; see docs/explanation/floors.md."""

    name = "linli.bulletins"
    label = "bulletins"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.bulletins import startup

        startup.register()
