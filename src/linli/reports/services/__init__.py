"""The verbs of reporting: forms are registered, tasks go out, bodies report, offices check, lock and unlock."""

from linli.reports.services.checking import check_report, lock_task, send_back, unlock_report
from linli.reports.services.filling import save_report, submit_report
from linli.reports.services.forms import draft_form, end_form, enter_library_form, register_form
from linli.reports.services.published import record_values
from linli.reports.services.reminding import remind
from linli.reports.services.repeating import issue_due, start_repeat, stop_repeat
from linli.reports.services.tasks import close_task, issue_task, withdraw_task

__all__ = [
    "check_report",
    "close_task",
    "draft_form",
    "end_form",
    "enter_library_form",
    "issue_due",
    "issue_task",
    "lock_task",
    "record_values",
    "register_form",
    "remind",
    "save_report",
    "send_back",
    "start_repeat",
    "stop_repeat",
    "submit_report",
    "unlock_report",
    "withdraw_task",
]
