"""App registration for `linli.demo`."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The room `demo`; see docs/explanation/floors.md."""

    name = "linli.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The walks of the entry page and what was reported of real places; both only with the demo setting."""
        from linli.demo import figures, ledger, panels, startup, walks

        walks.register()
        panels.register()
        figures.register()
        ledger.register()
        startup.register()
