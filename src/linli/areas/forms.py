"""Forms of places. Rules are checked by the services; here only what was typed is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.areas import levels, queries
from linli.areas.fields import PlaceField
from linli.areas.models import FIRST_DAY, Area, AreaSpan
from linli.domain.access import AreaRef
from linli.ui.widgets import DateInput


class AsOf(forms.Form):
    """The filter above the tree: words, and the day it is read on."""

    q = forms.CharField(label=_("名称、拼音首字母或代码"), required=False, max_length=60)
    on = forms.DateField(label=_("数据截至"), required=False, widget=DateInput())

    def clean_on(self) -> Any:
        """Refuse days the records do not reach."""
        on = self.cleaned_data["on"]
        if on is not None and on < FIRST_DAY:
            raise forms.ValidationError(_("日期不能早于1900年1月1日。"))
        return on


class Change(forms.Form):
    """What every change asks: the day it takes effect, and from which version it was filled in."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = forms.DateField(
        label=_("生效日期"), required=False, widget=DateInput(), help_text=_("不填就是今天。")
    )

    field_order: list[str] | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "on"])


class NewPlaceForm(Change):
    """Set up a place below another."""

    level = forms.ChoiceField(label=_("层级"))
    kind = forms.ChoiceField(label=_("类型"), required=False)
    name = forms.CharField(label=_("名称"), max_length=60)

    def __init__(self, *args: Any, parent: AreaSpan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [level for level in levels.below(parent.level) if level not in {"province", "city"}]
        kinds = [kind for level in allowed for kind in levels.kinds(level)]
        self._choices("level", [(level, levels.label(level)) for level in allowed])
        self._choices("kind", [("", _("与层级相同")), *((kind, Area.Kind(kind).label) for kind in kinds)])

    def _choices(self, name: str, choices: Iterable[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)


class RenameForm(Change):
    """Another name."""

    name = forms.CharField(label=_("新名称"), max_length=60)


class CodesForm(Change):
    """Codes published meanwhile."""

    code_stat = forms.CharField(label=_("统计代码"), max_length=12, required=False)
    code_mca = forms.CharField(label=_("民政代码"), max_length=12, required=False)


class MoveForm(Change):
    """Another parent."""

    def __init__(self, *args: Any, row: AreaSpan, within: tuple[AreaRef, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = levels.PARENTS.get(row.level, frozenset())
        self.fields["parent"] = PlaceField(label=_("划归到"), levels=parents, within=within)
        self.order_fields(["version", "parent", "on"])


class TakeOverForm(Change):
    """Another place of the same level comes into this one."""

    def __init__(self, *args: Any, row: AreaSpan, within: tuple[AreaRef, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"] = PlaceField(label=_("把哪个地点并进来"), levels=[row.level], within=within)
        self.order_fields(["version", "source", "on"])


class _Several(Change):
    """A change that ticks other places."""

    def tick(self, name: str, label: Any, rows: Collection[AreaSpan], *, required: bool = True) -> None:
        """Add a list of places to tick, named so that 「1号楼」 of two estates can be told apart."""
        spoken = queries.full_names([row.area_id for row in rows], top="community")
        self.fields[name] = forms.TypedMultipleChoiceField(
            label=label,
            coerce=int,
            required=required,
            choices=[(row.area_id, spoken.get(row.area_id, row.name)) for row in rows],
            widget=forms.CheckboxSelectMultiple,
        )


class MergeForm(_Several):
    """With which sisters, under what name."""

    name = forms.CharField(label=_("合并后的名称"), max_length=60)

    def __init__(self, *args: Any, sisters: Collection[AreaSpan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tick("others", _("与哪些地点合并"), sisters)
        self.order_fields(["version", "others", "name", "on"])


class SplitForm(_Several):
    """Two parts: which name each, which children go to the second."""

    first = forms.CharField(label=_("第一部分的名称"), max_length=60)
    second = forms.CharField(label=_("第二部分的名称"), max_length=60)
    continues = forms.BooleanField(
        label=_("第一部分沿用原地点"),
        required=False,
        initial=True,
        help_text=_("沿用时，原有的记录都留在第一部分；不沿用时，未办结的事项交由上级重新分派。"),
    )

    def __init__(self, *args: Any, children: Collection[AreaSpan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tick("moved", _("划到第二部分的下级"), children, required=False)
        self.order_fields(["version", "first", "second", "moved", "continues", "on"])


class MembersForm(_Several):
    """What belongs to a grid, or which communities a road lies in."""

    def __init__(self, *args: Any, rows: Collection[AreaSpan], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tick("members", label, rows, required=False)
        self.order_fields(["version", "members", "on"])


class EndForm(Change):
    """The end of a place."""

    sure = forms.BooleanField(label=_("确认停用，记录保留"))


class PlatesForm(_Several):
    """Which plates to print, and the confirmation without which nothing is printed."""

    confirmed = forms.BooleanField(
        label=_("打印前确认准予设置"),
        help_text=_("基层挂牌按清理规范后的目录设置，目录外的不得打印。"),
        error_messages={"required": _("请先勾选“打印前确认准予设置”。")},
    )

    def __init__(self, *args: Any, rows: Collection[AreaSpan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tick("places", _("打印哪些地点的牌"), rows)
        for name in ("on", "version"):
            del self.fields[name]
        self.order_fields(["places", "confirmed"])
