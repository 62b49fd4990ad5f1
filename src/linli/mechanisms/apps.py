"""App registration for `linli.mechanisms`."""

from django.apps import AppConfig


class MechanismsConfig(AppConfig):
    """The room `mechanisms`; see docs/explanation/floors.md."""

    name = "linli.mechanisms"
    label = "mechanisms"
    default_auto_field = "django.db.models.BigAutoField"
