"""App registration for `linli.organizations`."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """The room `organizations`; see docs/explanation/floors.md."""

    name = "linli.organizations"
    label = "organizations"
    default_auto_field = "django.db.models.BigAutoField"
