"""App registration for `linli.relay`."""

from django.apps import AppConfig


class RelayConfig(AppConfig):
    """The room `relay`; see docs/explanation/floors.md."""

    name = "linli.relay"
    label = "relay"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the job, the entries that stay away outside, and the checks of this room."""
        from linli.relay import startup

        startup.register()
