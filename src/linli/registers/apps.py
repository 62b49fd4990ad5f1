"""App registration for `linli.registers`."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """The room `registers`; see docs/explanation/floors.md."""

    name = "linli.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, panels, pages and jobs of this room."""
        from linli.registers import startup

        startup.register()
