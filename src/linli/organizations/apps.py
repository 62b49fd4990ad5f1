"""App registration for `linli.organizations`."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """The room `organizations`; see docs/explanation/floors.md."""

    name = "linli.organizations"
    label = "organizations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register subjects, events, names and menu entries."""
        from linli.organizations import startup

        startup.register()
