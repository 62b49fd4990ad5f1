"""App registration for `linli.window`."""

from django.apps import AppConfig


class WindowConfig(AppConfig):
    """The room `window`; see docs/explanation/floors.md."""

    name = "linli.window"
    label = "window"
    default_auto_field = "django.db.models.BigAutoField"
