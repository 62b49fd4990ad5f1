"""App registration for `linli.api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The room `api`; see docs/explanation/floors.md."""

    name = "linli.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
