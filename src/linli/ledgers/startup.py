"""What this room makes known at start: its events with sentences, its subjects, its pages, old targets."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.ledgers import jobs, targets
from linli.ledgers.models import Export, Gathering, Import, OfficeLayout, SheetFill
from linli.records import registry as records
from linli.ui import navigation

EVENTS = {
    "import.uploaded": _("上传了表格"),
    "import.read": _("读出%(rows)s行"),
    "import.refused": _("表格不能导入"),
    "import.sheet_chosen": _("换了工作表"),
    "import.mapped": _("确认了%(columns)s列的对应"),
    "import.checked": _("核对%(rows)s行，其中%(bad)s行有问题"),
    "import.confirmed": _("确认导入%(rows)s行"),
    "import.done": _("处理完%(rows)s行，%(failed)s行未成功"),
    "import.undo_started": _("开始撤销导入"),
    "import.undone": _("撤销了%(rows)s行，%(failed)s行未撤销"),
    "import.withdrawn": _("放弃了导入"),
    "export.asked": _("申请导出台账，共%(rows)s行"),
    "export.done": _("导出了%(rows)s行"),
    "export.failed": _("导出没有完成"),
    "export.fetched": _("下载了台账"),
    "export.expired": _("导出的文件已过期删除"),
    "gathering.started": _("开始收表，应报%(units)s家"),
    "gathering.received": _("收到%(files)s个文件，能汇总%(good)s个"),
    "gathering.finished": _("确认汇总%(files)s份"),
    "sheet_fill.uploaded": _("上传了空表"),
    "sheet_fill.filled": _("套填了%(rows)s行%(columns)s列"),
    "sheet_fill.expired": _("套表文件已过期删除"),
}


def register() -> None:
    """Called once from ``ready()``."""
    for name, sentence in EVENTS.items():
        records.register_event(name, sentence)
    records.register_subject("import", Import, label=_("导入"), url=_url("ledgers:import"))
    records.register_subject("export", Export, label=_("导出"), url=_url("ledgers:export"))
    records.register_event("office_layout.set", _("设了本单位版式，%(columns)s列"))
    records.register_event("office_layout.dropped", _("恢复系统版式"))
    records.register_subject("office_layout", OfficeLayout, label=_("本单位版式"))
    records.register_subject("gathering", Gathering, label=_("收表汇总"), url=_url("ledgers:gathering"))
    records.register_subject("sheet_fill", SheetFill, label=_("套表"), url=_url("ledgers:sheet_fill"))
    targets.register()
    jobs.register()
    navigation.register("ledgers", "ledgers:home", _("台账导入导出"), order=10)
    navigation.register("ledgers", "ledgers:gather", _("收表汇总"), order=12, allowed=_may_gather)
    navigation.register("ledgers", "ledgers:fill", _("套表"), order=14)


def _may_gather(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return scope is not None and policy.may(scope, "ledger.import")


def _url(name: str) -> Callable[[int], str | None]:
    def url(subject_id: int) -> str | None:
        try:
            return reverse(name, args=[subject_id])
        except NoReverseMatch:
            return None

    return url
