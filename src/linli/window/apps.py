"""App registration for `linli.window`."""

from django.apps import AppConfig


class WindowConfig(AppConfig):
    """The residents' pages (居民服务); see docs/explanation/floors.md."""

    name = "linli.window"
    label = "window"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The entries that are built; notices follow with their capability."""
        from linli.relay import zone
        from linli.ui import navigation

        navigation.register_public("report", "window:report")
        navigation.register_public("follow", "window:find")
        # Outside there is no wall to read; a wish can be told.
        navigation.register_public("wishes", "window:wish_new" if zone.is_outer() else "window:wishes")
        navigation.register_public("contact", "window:contact")
