"""App registration for `linli.desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The pages of staff over several rooms; see docs/explanation/floors.md."""

    name = "linli.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The entries of the head and of the phone bar."""
        from linli.desk import startup

        startup.register()
