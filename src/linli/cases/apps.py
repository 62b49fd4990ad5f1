"""App registration for `linli.cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The room `cases`; see docs/explanation/floors.md."""

    name = "linli.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
