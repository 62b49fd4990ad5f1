"""App registration for `linli.ui`."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The room `ui`; see docs/explanation/floors.md."""

    name = "linli.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"
