"""App registration for `linli.mechanisms`."""

from django.apps import AppConfig


class MechanismsConfig(AppConfig):
    """The room `mechanisms`; see docs/explanation/mechanisms.md."""

    name = "linli.mechanisms"
    label = "mechanisms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register events, checks and the page of the library."""
        from linli.mechanisms import startup

        startup.register()
