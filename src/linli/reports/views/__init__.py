"""Pages of 收表报数."""

from linli.reports.views.collecting import files, sheet, task, task_step, tasks
from linli.reports.views.filling import blank, fill, mine, report_step
from linli.reports.views.registry import form, form_end, form_new, form_register, form_take, forms, issue
from linli.reports.views.repeating import repeat, repeat_stop
from linli.reports.views.sources import source_new, sources

__all__ = [
    "blank",
    "files",
    "fill",
    "form",
    "form_end",
    "form_new",
    "form_register",
    "form_take",
    "forms",
    "issue",
    "mine",
    "repeat",
    "repeat_stop",
    "report_step",
    "sheet",
    "source_new",
    "sources",
    "task",
    "task_step",
    "tasks",
]
