"""The one library all tags register with, and how a component is registered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import template

register = template.Library()
Fill = TypeVar("Fill", bound=Callable[..., dict[str, Any]])


def component(name: str) -> Callable[[Fill], Fill]:
    """Registers an inclusion tag rendering ``ui/components/<name>.html`` from the returned dict."""

    def keep(fill: Fill) -> Fill:
        register.inclusion_tag(f"ui/components/{name}.html", name=name)(fill)
        return fill

    return keep
