"""What this room registers when Django is ready."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.areas import queries
from linli.areas.models import Area
from linli.records import registry, schedule

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


def area_url(area_id: int) -> str | None:
    """The page of a place; the desk's own page where it exists, else the tree's."""
    for name in ("desk:place", "areas:place"):
        try:
            return reverse(name, args=[area_id])
        except NoReverseMatch:
            continue
    return None


def register() -> None:
    """Called once from ``AreasConfig.ready``."""
    from linli.areas import for_mechanisms, services

    registry.register_subject("area", Area, label=_("地点"), url=area_url)
    for name, sentence in EVENTS.items():
        registry.register_event(name, sentence, refs=_REFS)
    registry.register_resolver("area", queries.names)
    schedule.register("areas.rewrite_columns", every=2, run=services.rewrite_columns)
    for_mechanisms.register()
