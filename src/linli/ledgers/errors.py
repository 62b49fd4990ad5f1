"""What can be wrong with a file or a cell, said in the words of the work."""

# ruff: noqa: N818 - they are named for what happened; a person never sees the class
from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.records.errors import BadFile, LinliError

Text = str | Promise


class FileRefused(BadFile):
    """A whole file cannot be taken. ``message`` says what is wrong, ``help`` how to mend it; both are shown."""

    def __init__(self, code: str, message: Text, help: Text = "") -> None:  # noqa: A002
        super().__init__(message)
        self.code = code
        self.help = str(help)

    def __str__(self) -> str:
        return f"{self.message}{self.help}"

    @classmethod
    def no_rows(cls) -> FileRefused:
        """A header without a single record below it."""
        return cls("no_rows", _("表头下面没有数据行。"), _("请填好内容再上传。"))


class BadCell(ValueError):
    """One cell cannot be read. ``message`` says what is wrong, ``help`` how to mend it."""

    def __init__(self, message: Text, help: Text = "") -> None:  # noqa: A002
        super().__init__(str(message))
        self.message = str(message)
        self.help = str(help)


class RowRefused(LinliError):
    """A target refuses one row while applying it; the other rows go on. The sentence is shown beside the row."""


def wrong_type() -> FileRefused:
    """Not a workbook at all."""
    return FileRefused("wrong_type", _("这不是Excel表格。"), _("请选择 .xlsx、.xls 或 WPS 的 .et 表格文件。"))


def disguised() -> FileRefused:
    """A web page or text under the name of a workbook, as many platforms export it."""
    return FileRefused(
        "disguised",
        _("这个文件虽然叫表格，里面其实是网页或文本。"),
        _("请用WPS或Excel打开它，「另存为」.xlsx 后再上传。"),
    )


def broken() -> FileRefused:
    """A workbook that cannot be read to its end."""
    return FileRefused(
        "broken", _("文件已损坏，读不完整。"), _("请重新导出，或用WPS打开后「另存为」.xlsx 再上传。")
    )


def locked() -> FileRefused:
    """Protected by a password."""
    return FileRefused(
        "password", _("文件设了打开密码，读不了。"), _("请在WPS或Excel里取消密码，保存后再上传。")
    )


def macros() -> FileRefused:
    """Carries a program."""
    return FileRefused(
        "macro", _("文件带有宏（程序），不能接收。"), _("请「另存为」不带宏的 .xlsx 后再上传。")
    )


def bomb() -> FileRefused:
    """Unpacks to far more than it may."""
    return FileRefused(
        "bomb", _("文件解开后过大，已停止读取。"), _("请只保留需要的工作表和行，「另存为」.xlsx 后再上传。")
    )


def too_big(limit_mb: int) -> FileRefused:
    """More bytes than allowed."""
    return FileRefused(
        "too_big",
        _("文件超过%(limit)d兆。") % {"limit": limit_mb},
        _("请删去图片和多余的工作表，或分成几个文件上传。"),
    )


def too_many_rows(limit: int) -> FileRefused:
    """More rows than allowed."""
    return FileRefused(
        "too_many_rows",
        # The few lines of title and header that are allowed beside the records are not told.
        _("表格超过%(limit)d行，一次导不进来。") % {"limit": limit - limit % 1_000 or limit},
        _("请按街道、月份等分成几个文件上传。"),
    )


def too_many_columns(limit: int) -> FileRefused:
    """More columns than allowed."""
    return FileRefused(
        "too_many_columns",
        _("表格超过%(limit)d列。") % {"limit": limit},
        _("请只保留要导入的列；右侧空白处可能留有零散内容，请删去整列。"),
    )


def empty() -> FileRefused:
    """No cell holds anything."""
    return FileRefused("empty", _("表格是空的，没有可导入的行。"), _("请检查是不是选错了文件或工作表。"))
