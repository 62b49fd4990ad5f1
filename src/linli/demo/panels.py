"""「报道复现」 on the page of a real place: what was reported, when, and what is reckoned for the demonstration."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from linli.areas import queries as areas
from linli.areas.models import LOCAL_FROM
from linli.demo import stamp
from linli.domain.access import Scope
from linli.ui import panels

#: Code of the place → what was reported, each with its source and day.
REPORTED = {
    "4109": (
        (
            _("77个社区征集群众需求：公共需求347件、家庭帮扶需求1396件、微心愿2491件。"),
            _("据2017年10月12日报道"),
        ),
        (
            _(
                "308个单位到77个社区报到，平均每个社区4个，报到党员1.2万余名（明细12043名）；滨河社区5个单位、党员260余名。"
            ),
            _("据2017年10月报道"),
        ),
    ),
    "411002": (
        (
            _("办结关键小事560余件，2万余人受益（明细563件、20140人为演示推算）。"),
            _("据2021年12月30日报道"),
        ),
    ),
    "411002004": (
        (
            _("独居老人在便民群里说不舒服，社区工作者和医生半小时到家。"),
            _("据2020年4月17日报道"),
        ),
    ),
}


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    panels.register("area", "reported", of_place, "demo/parts/reported.html", order=10)


def of_place(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """The report of a place; None everywhere else and outside the demonstration. One query."""
    del scope, at
    # What was reported hangs on official places; one of the invented city has nothing and asks nothing.
    if not settings.LINLI_DEMO or stamp.read() is None or area_id >= LOCAL_FROM:
        return None
    span = areas.span(area_id)
    found = REPORTED.get(span.code_stat or "") if span else None
    return {"rows": found} if found else None
