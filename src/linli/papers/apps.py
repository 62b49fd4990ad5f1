"""App registration for `linli.papers`."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """The room `papers`; see docs/explanation/floors.md."""

    name = "linli.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers events, the subject, its bodies, the page and the panel."""
        from linli.papers import startup

        startup.register()
