"""Forms of the import: the file, and which column is which."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.ledgers import registry
from linli.ledgers.queries import SheetColumn


class UploadForm(forms.Form):
    """One workbook."""

    file = forms.FileField(
        label=_("表格文件"),
        help_text=_("Excel 或 WPS 表格（.xlsx、.xls、.et）。表头有合并单元格也可以。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et"}),
        error_messages={"required": _("请先选择表格文件。"), "empty": _("文件是空的，请重新选择。")},
    )


class MappingForm(forms.Form):
    """For each column of ours the column of the sheet; proposals are filled in."""

    def __init__(
        self, *args: Any, target: registry.Target, columns: list[SheetColumn], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("", _("（表里没有这一列）"))]
        choices += [(str(column.index), f"{column.letter}　{column.label}") for column in columns]
        for column in target.columns:
            self.fields[column.key] = forms.ChoiceField(
                label=str(column.title), required=column.required, choices=choices, help_text=str(column.help)
            )

    def mapping(self) -> dict[str, int]:
        """The chosen pairs."""
        return {key: int(value) for key, value in self.cleaned_data.items() if value}
