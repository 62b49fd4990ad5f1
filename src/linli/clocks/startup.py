"""What this room registers at start: its event, the worker's minute, the panel on a case's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.areas.registry import register_scoped
from linli.clocks import panels, worktime
from linli.clocks.models import Deadline
from linli.clocks.services import tick
from linli.organizations import rota
from linli.records import registry, schedule
from linli.ui import navigation
from linli.ui import panels as ui_panels


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    register_scoped(Deadline)
    registry.register_event("clock.moved", _("放假安排有变，“%(step_id)s”到期时间由%(before)s改为%(due)s"))
    registry.register_resolver("before", panels.instants)
    registry.register_resolver("due", panels.instants)
    registry.register_resolver("step_id", panels.steps)
    rota.provide_calendar(lambda: worktime.current()[0].calendar)
    schedule.register("clocks", every=20, run=tick)
    ui_panels.register("case", "clocks", panels.of_case, "clocks/parts/panel.html", order=20)
    navigation.provide("messages", panels.inbox)
    navigation.register("library", "clocks:calendar", _("工作日历"), order=90, allowed=panels.acts)
