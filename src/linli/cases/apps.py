"""App registration for `linli.cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room `cases`; see docs/explanation/floors.md."""

    name = "linli.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register rows, events, messages and jobs of this room."""
        from linli.cases import startup

        startup.register()
