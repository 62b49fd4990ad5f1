"""What this room registers at start: its events, its page, its checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.mechanisms import checks as _checks  # noqa: F401 - registers itself
from linli.mechanisms import queries
from linli.mechanisms.models import Adoption, Definition
from linli.records import registry
from linli.ui import navigation


def _names(ids: set[Any]) -> Mapping[Any, str]:
    return {one: queries.name_of(str(one)) for one in ids}


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    registry.register_subject("definition", Definition, label=_("机制定义"))
    registry.register_subject("adoption", Adoption, label=_("启用记录"))
    registry.register_resolver("mechanism", _names)
    basis = {"basis": _("依据")}
    registry.register_event("definition.stored", _("存入机制定义：%(mechanism)s"))
    registry.register_event("adoption.tried", _("开始试点%(mechanism)s"), texts=basis)
    registry.register_event("adoption.rolled_out", _("启用%(mechanism)s"), texts=basis)
    registry.register_event("adoption.stopped", _("停用%(mechanism)s，记录保留"), texts=basis)
    navigation.register("library", "mechanisms:library", _("工作机制"), order=10)
