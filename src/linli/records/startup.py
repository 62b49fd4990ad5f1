"""What this room itself registers at start: the events of files and erasures, and the worker's jobs."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from linli.records import checks, registry, schedule, work  # noqa: F401 - checks register themselves
from linli.records.access import AUDIT_ROLE
from linli.records.models import ErasureLog
from linli.records.time import now
from linli.ui import navigation, words


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    words.clock = now
    registry.register_event("attachment.added", _("添加了附件"))
    registry.register_event("attachment.published", _("公开了一个附件"))
    registry.register_event("attachment.hidden", _("取消公开一个附件"))
    registry.register_event("attachment.withdrawn", _("撤下了一个附件"))
    registry.register_event("erasure.done", _("按规定删除了个人信息"))
    registry.register_subject("erasure", ErasureLog, label=_("个人信息删除登记"))
    schedule.register("records.fold", every=2, run=work.fold)
    schedule.register("records.index", every=1, run=work.index)
    check = work.apart("records.verify", work.verifications, work.verification_is_asked)
    schedule.register("records.verify", every=5, run=check)
    night = work.apart("records.night", work.night, work.night_is_due)
    schedule.register("records.night", every=600, run=night)
    navigation.register("today", "records:verify", _("修改记录校验"), order=95, allowed=_audits)


def _audits(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return scope is not None and AUDIT_ROLE in scope.roles
