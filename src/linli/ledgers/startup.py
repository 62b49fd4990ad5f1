"""What this room makes known at start: its events with sentences, its subjects, its pages, old targets."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.ledgers import jobs, targets
from linli.ledgers.models import Export, Import
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
}


def register() -> None:
    """Called once from ``ready()``."""
    for name, sentence in EVENTS.items():
        records.register_event(name, sentence)
    records.register_subject("import", Import, label=_("导入"), url=_url("ledgers:import"))
    records.register_subject("export", Export, label=_("导出"), url=_url("ledgers:export"))
    targets.register()
    jobs.register()
    navigation.register("ledgers", "ledgers:home", _("台账导入导出"), order=10)


def _url(name: str) -> Callable[[int], str | None]:
    def url(subject_id: int) -> str | None:
        try:
            return reverse(name, args=[subject_id])
        except NoReverseMatch:
            return None

    return url
