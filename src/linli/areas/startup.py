"""What this room registers when Django is ready."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.areas import for_mechanisms, panels, queries, services
from linli.areas.addressing import area_url
from linli.areas.models import Area
from linli.domain.access import NOBODY
from linli.records import registry, schedule
from linli.ui import navigation
from linli.ui import panels as ui_panels

#: Event name → sentence; placeholders are keys of the event's data.
EVENTS = {
    "area.loaded": _("导入了统计用区划 %(count)s 个（%(edition)s 年版）"),
    "area.created": _("设立“%(area)s”"),
    "area.renamed": _("“%(old)s”更名为“%(new)s”"),
    "area.recoded": _("区划代码改为：统计代码 %(code_stat)s，民政代码 %(code_mca)s"),
    "area.split": _("“%(area)s”拆分为 %(parts)s"),
    "area.merged": _("由 %(sources)s 合并为“%(area)s”"),
    "area.taken_over": _("“%(source)s”并入“%(area)s”"),
    "area.moved": _("“%(area)s”由“%(old_parent)s”划归“%(new_parent)s”"),
    "area.ended": _("“%(area)s”停用"),
    "area.grid_set": _("网格“%(area)s”调整为 %(members)s"),
    "area.covers_set": _("“%(area)s”所跨社区调整为 %(communities)s"),
    "area.plate_made": _("制作公示牌 %(plate)s"),
    "area.plates_printed": _("打印公示牌 %(plate)s（已确认准予设置）"),
    "area.plate_revoked": _("公示牌 %(plate)s 停用"),
}

#: Placeholders that are places.
_REFS = dict.fromkeys(
    ("source", "sources", "old_parent", "new_parent", "parent", "parts", "members", "communities", "into"),
    "area",
)


def register() -> None:
    """Called once from ``AreasConfig.ready``."""
    registry.register_subject("area", Area, label=_("地点"), url=area_url)
    for name, sentence in EVENTS.items():
        registry.register_event(name, sentence, refs=_REFS)
    registry.register_resolver("area", queries.names)
    schedule.register("areas.rewrite_columns", every=2, run=services.rewrite_columns)
    for_mechanisms.register()
    _pages()


def _pages() -> None:
    """Panels on the page of a place, and the entries in the head."""
    ui_panels.register("area", "areas.houses", panels.of_houses, "areas/parts/houses.html", order=14)
    ui_panels.register("area", "areas.children", panels.of_children, "areas/parts/children.html", order=60)
    ui_panels.register("area", "areas.plate", panels.of_plate, "areas/parts/plate.html", order=80)
    ui_panels.register("area", "areas.history", panels.of_history, "areas/parts/history.html", order=90)
    navigation.register("duties", "areas:tree", _("辖区地点"), order=60)
    navigation.register_bar("place", _home_url)


def _home(request: HttpRequest) -> int | None:
    refs = getattr(request, "scope", NOBODY).fill or getattr(request, "scope", NOBODY).view
    return refs[0].area_id if refs else None


def _home_url(request: HttpRequest) -> str | None:
    home = _home(request)
    return area_url(home) if home else None
