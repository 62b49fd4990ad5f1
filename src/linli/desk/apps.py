"""App registration for `linli.desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The room `desk`; see docs/explanation/floors.md."""

    name = "linli.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
