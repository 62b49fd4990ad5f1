"""A form field that takes a place: picked from the list, or typed by name or code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.areas import queries
from linli.domain.access import AreaRef
from linli.domain.codes import record_id
from linli.ui.widgets import ComboBox


def _label(value: Any) -> str:
    place = record_id(value)
    return str(value) if place is None else queries.full_name(place)


class PlaceField(forms.Field):
    """The id of a living place. ``levels`` limits what may be chosen, ``within`` where it must lie.

    Without scripts the typed words are searched: one fitting place is taken, several are a question.
    """

    default_error_messages = {
        "unknown": gettext_lazy("没有找到“%(text)s”，请换个写法或从列表中选。"),
        "many": gettext_lazy("“%(text)s”不止一处（%(where)s），请从列表中选。"),
        "level": gettext_lazy("“%(text)s”不是可以选的层级。"),
        "outside": gettext_lazy("“%(text)s”不在可以选的范围内。"),
    }

    def __init__(
        self, *, levels: Collection[str] = (), within: tuple[AreaRef, ...] | None = None, **kwargs: Any
    ) -> None:
        self.levels = frozenset(levels)
        self.within = within
        # Lazy, so that a form class may hold the field before the addresses are read.
        url: Any = reverse_lazy("areas:find")
        if levels:
            url = format_lazy("{}?level={}", url, ",".join(sorted(levels)))
        super().__init__(widget=ComboBox(url=url, label_for=_label), **kwargs)

    def to_python(self, value: Any) -> int | None:
        """The id; raises ValidationError with a sentence."""
        if value in (None, ""):
            return None
        text = str(value)
        found = (
            self._typed(text.removeprefix("text:").strip())
            if text.startswith("text:")
            else self._picked(text)
        )
        if self.within is not None and not queries.within(found, self.within):
            raise self._error("outside", queries.full_name(found))
        return found

    def _picked(self, text: str) -> int:
        chosen = record_id(text)
        row = None if chosen is None else queries.span(chosen)
        if row is None:
            raise self._error("unknown", text[:20])
        if self.levels and row.level not in self.levels:
            raise self._error("level", row.name)
        return row.area_id

    def _typed(self, text: str) -> int:
        hits = queries.search(text, self.within, limit=50)
        if self.levels:
            hits = [hit for hit in hits if hit.level in self.levels]
        exact = [hit for hit in hits if text in (hit.name, hit.code)]
        fitting = exact or hits
        if not fitting:
            raise self._error("unknown", text[:20])
        if len(fitting) > 1:
            where = "、".join(f"{hit.where.split(' · ')[-1]}{hit.name}" for hit in fitting[:3])
            raise forms.ValidationError(
                self.error_messages["many"], code="many", params={"text": text[:20], "where": where}
            )
        return fitting[0].area_id

    def _error(self, code: str, text: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code, params={"text": text})


def items(hits: list[queries.Found]) -> list[dict[str, str]]:
    """What the combo box shows: the name, and where it lies."""
    return [{"id": str(hit.area_id), "label": hit.name, "hint": hit.where or _("全国")} for hit in hits]
