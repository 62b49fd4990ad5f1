"""Forms and lists: fields, errors, filters, sorting, paging."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.template import Context
from django.utils.translation import gettext as _

from linli.ui.tags.library import component, register


def sentences(bound: forms.BoundField) -> list[str]:
    """The errors of a field; 「这个字段是必填项」 becomes a request in its own words."""
    texts = []
    for error in bound.errors.as_data() if bound.errors else []:
        if error.code == "required" and str(error.message) == str(
            forms.Field.default_error_messages["required"]
        ):
            picks = isinstance(bound.field.widget, forms.widgets.ChoiceWidget)
            form = _("请选择「%(label)s」。") if picks else _("请填写「%(label)s」。")
            texts.append(form % {"label": bound.label})
        else:
            texts += error.messages
    return texts


@component("field")
def field(
    bound: forms.BoundField,
    label: str = "",
    help: str = "",  # noqa: A002 - the word templates use
    hide_label: bool = False,
) -> dict[str, Any]:
    """One field: label, help, error and control tied together for screen readers."""
    widget = bound.field.widget
    group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    described = []
    if help or bound.help_text:
        described.append(f"{bound.id_for_label or bound.auto_id}_help")
    if bound.errors:
        described.append(f"{bound.id_for_label or bound.auto_id}_error")
    attrs: dict[str, Any] = {}
    if described and not group:
        attrs["aria-describedby"] = " ".join(described)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "errors": sentences(bound),
        "id": bound.id_for_label or bound.auto_id,
        "label": label or bound.label,
        "help": help or bound.help_text,
        "control": bound.as_widget(attrs=attrs),
        "group": group,
        "check": isinstance(widget, forms.CheckboxInput),
        "described": " ".join(described),
        "hide_label": hide_label,
    }


@component("fields")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form in order, hidden ones first."""
    return {"form": form}


@component("errors")
def errors(form: forms.BaseForm) -> dict[str, Any]:
    """The summary above a form: what is wrong and where, each line leading to its field."""
    rows = [
        {
            "id": form[name].id_for_label or form[name].auto_id,
            "label": form[name].label,
            "messages": sentences(form[name]),
        }
        for name in form.fields
        if form[name].errors
    ]
    general = list(form.non_field_errors())
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {
        "rows": [row for row in rows if row["id"]],
        "general": general + hidden,
        "any": bool(rows or general),
    }


@register.inclusion_tag("ui/components/filters.html", takes_context=True)
def filters(context: Context, form: forms.BaseForm, more: Sequence[str] = ()) -> dict[str, Any]:
    """An ordinary GET form above a table; its address can be shared. ``more`` are names folded away."""
    request = context.get("request")
    query = request.GET if request else {}
    active = [name for name in form.fields if query.get(name) and name != "sort"]
    shown = [form[name] for name in form.fields if name not in more]
    folded = [form[name] for name in form.fields if name in more]
    path = request.path if request else ""
    return {
        "form": form,
        "shown": shown,
        "folded": folded,
        "active": active,
        "path": path,
        "sort": query.get("sort", ""),
        "open": any(name in more for name in active),
    }


@register.inclusion_tag("ui/components/sort.html", takes_context=True)
def sort(context: Context, key: str, label: str) -> dict[str, Any]:
    """The head of a column as a link: first rising, then falling; the other parts of the address stay."""
    query = context["request"].GET.copy()
    now = query.get("sort", "")
    for gone in ("after", "before"):
        query.pop(gone, None)
    query["sort"] = f"-{key}" if now == key else key
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    return {"label": label, "url": f"?{query.urlencode()}", "direction": direction}


@component("pager")
def pager(page: Any) -> dict[str, Any]:
    """Earlier and later rows of a :class:`linli.ui.paging.Page`."""
    joint = f"{page.query}&" if page.query else ""
    return {
        "next": f"?{joint}after={page.next}" if page.next else "",
        "prev": f"?{joint}before={page.prev}" if page.prev else "",
        "count": len(page.rows),
    }
