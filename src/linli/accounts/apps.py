"""App registration for `linli.accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room `accounts`; see docs/explanation/floors.md."""

    name = "linli.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register events, names, the policy's columns and the head's slots."""
        from linli.accounts import startup

        startup.register()
