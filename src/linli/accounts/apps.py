"""App registration for `linli.accounts`."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The room `accounts`; see docs/explanation/floors.md."""

    name = "linli.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
