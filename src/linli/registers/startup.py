"""What this room makes known at start: events with sentences, subjects, resolvers, tallies, ledgers, pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.accounts.services.unmasking import Secret, register_secret
from linli.areas.registry import register_scoped
from linli.clocks import notices
from linli.records import registry, tallies
from linli.records import services as records
from linli.registers import access, buildings, kinds, ledger, panels, queries, recordset, retention
from linli.registers.models import Freeze, RegisterItem
from linli.registers.services._common import TALLY, secrets_of
from linli.ui import navigation
from linli.ui import panels as ui_panels

EVENTS = {
    "register.added": _("登记到台账，状态%(state)s"),
    "register.summed": _("下级汇总数有变化"),
    "register.hung": _("调整了上级条目"),
    "register.merged": _("并入了一条重复的"),
    "register.divided": _("拆出了一条"),
    "register.stage_begun": _("一个阶段开始，%(on)s"),
    "register.frozen": _("锁定底数%(rows)s条"),
    "register.tied": _("关联了一件诉求"),
}
#: Events with personal text, and what the text is called.
TOLD = {
    "register.changed": (_("修改了%(fields)s"), {"before": _("原来"), "after": _("现在")}),
    "register.moved": (_("状态由%(before)s改为%(after)s"), {"note": _("说明")}),
    "register.kept": (_("变更专管员"), {"keeper": _("专管员")}),
    "register.untied": (_("取消了和诉求的关联"), {"reason": _("原因")}),
    "register.ended": (_("退出台账，%(on)s"), {"reason": _("原因")}),
    "register.merged_away": (_("并到另一条"), {"reason": _("原因")}),
    "register.cleared": (_("销号：%(after)s，%(on)s"), {"basis": _("依据")}),
    "register.reopened": (_("恢复：%(after)s"), {"reason": _("原因")}),
}
_STATES = {"state": "register_state", "before": "register_state", "after": "register_state"}


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for name, sentence in EVENTS.items():
        registry.register_event(name, sentence, refs=_STATES)
    for name, (sentence, texts) in TOLD.items():
        registry.register_event(name, sentence, refs=_STATES, texts=texts)
    registry.register_subject("register_item", RegisterItem, label=_("台账条目"), url=_url("registers:item"))
    registry.register_subject("register_freeze", Freeze, label=_("底数锁定"), url=_url("registers:frozen"))
    registry.register_resolver("register_state", queries.state_names)
    registry.register_resolver("register_item_number", queries.item_numbers)
    notices.register("register.cleared", _("%(subject)s由您专管，已由别人核验销号，请看一眼"))
    registry.register_tally(registry.TallyType(TALLY, tallies.by_level, queries.count_again))
    ledger.register()
    register_scoped(RegisterItem)
    register_scoped(Freeze)
    recordset.register()
    buildings.register()
    retention.register()
    for kind, gather in panels.OF.items():
        ui_panels.register(kind, "registers", gather, "registers/parts/panel.html", order=70)
    navigation.register("ledgers", "registers:home", _("台账"), order=5, allowed=_may_view)
    _secrets()
    policy.register_bodies(
        "register_item",
        ids=lambda item: (item.keeper_body_id,),
        q=lambda bodies: Q(keeper_body__in=bodies),
    )


def _may_view(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return scope is not None and policy.may(scope, "register_item.view")


def _secrets() -> None:
    """Personal fields of all kinds can be read with a reason, by those who may see the row at all."""
    names = {"name": _("姓名")} | {
        one.id: lazystr(one.names) for kind in kinds.shipped_kinds() for one in kind.fields if one.personal
    }
    for field, label in names.items():
        register_secret(
            Secret(
                kind="register_item",
                field=field,
                label=label,
                subject=lambda pk: records.lock(RegisterItem, pk),
                read=_reader(field),
                back=lambda pk: reverse("registers:item", args=[pk]),
                allowed=access.readable_secret,
            )
        )


def _reader(field: str) -> Callable[[Any], str]:
    return lambda item: str(secrets_of(item).get(field, ""))


def _url(name: str) -> Callable[[int], str | None]:
    def url(subject_id: int) -> str | None:
        try:
            return reverse(name, args=[subject_id])
        except NoReverseMatch:
            return None

    return url
