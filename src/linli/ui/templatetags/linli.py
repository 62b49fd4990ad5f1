"""The components of the pages as tags; they are builtins, so templates need no load line.

Each tag renders one file of ``ui/components/``. Usage, one line each: docs/reference/ui.md.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms, template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.ui import words
from linli.ui.qr import svg as qr_svg

register = template.Library()
TONES = ("plain", "info", "good", "warn", "bad")
#: A deadline's state: the shape that stands beside the word, so that colour never speaks alone.
LIGHTS = {"normal": "good", "soon": "warn", "late": "bad", "met": "good", "paused": "plain"}


def component(name: str) -> Any:
    """Registers an inclusion tag rendering ``ui/components/<name>.html`` from the returned dict."""
    return register.inclusion_tag(f"ui/components/{name}.html", name=name)


class TitleNode(template.Node):
    """Keeps what the title block said, so that the heading can repeat it without a second block."""

    def __init__(self, inside: template.NodeList) -> None:
        self.inside = inside

    def render(self, context: Context) -> SafeString:
        title = mark_safe(self.inside.render(context).strip())  # noqa: S308 - rendered, hence escaped, above
        context["page_title"] = title
        return title


@register.tag("page_title")
def page_title(parser: template.base.Parser, token: template.base.Token) -> TitleNode:  # noqa: ARG001
    """``{% page_title %}…{% end_page_title %}`` around the title block of the skeleton."""
    inside = parser.parse(("end_page_title",))
    parser.delete_first_token()
    return TitleNode(inside)


class DraftNode(template.Node):
    """A form whose typed text stays on the device until it was sent."""

    def __init__(self, key: template.base.FilterExpression, inside: template.NodeList) -> None:
        self.key = key
        self.inside = inside

    def render(self, context: Context) -> SafeString:
        inside = mark_safe(self.inside.render(context))  # noqa: S308 - rendered, hence escaped, above
        return format_html('<draft-form data-key="{}">{}</draft-form>', self.key.resolve(context), inside)


@register.tag("draft")
def draft(parser: template.base.Parser, token: template.base.Token) -> DraftNode:
    """``{% draft "cases-new" %}<form>…</form>{% end_draft %}``; ``data-private`` fields are never kept."""
    _name, key = token.split_contents()
    inside = parser.parse(("end_draft",))
    parser.delete_first_token()
    return DraftNode(parser.compile_filter(key), inside)


# --- Small pieces ---------------------------------------------------------------------------------


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file; the plain one when the files were not collected (error pages)."""
    try:
        return str(staticfiles_storage.url(path))
    except ValueError:
        return f"/static/{path}"


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """One icon of the sprite; silent for screen readers unless it carries a label."""
    href = f"{asset('vendor/tabler/icons.svg')}#{name}"
    classes = f"icon {css}".strip()
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', classes, href)


@register.simple_tag
def term(term_id: str) -> str:
    """The word the offices use for an idea, from the glossary; the id itself when it is unknown."""
    try:
        from linli.definitions import terms

        return str(terms.label(term_id, get_language() or "zh-hans"))
    except (ImportError, AttributeError, KeyError, LookupError):
        return term_id


@register.simple_tag
def js_words() -> SafeString:
    """The few words our scripts say, in the language of the page."""
    spoken = {
        "yes": _("确定"),
        "cancel": _("取消"),
        "kept": _("已暂存在本机，提交后自动清除。"),
        "restored": _("已恢复您上次没提交的内容。"),
        "unsure": _("上次提交时可能断了网。"),
        "restore": _("恢复上次填的内容"),
        "forget": _("不要了，重新填"),
        "copied": _("已复制"),
        "not_copied": _("没复制成，请长按选取"),
        "left": _("还剩%s"),
        "over": _("已超%s"),
        "located": _("已填入您的位置"),
        "not_located": _("没取到位置，请在上面填写地址"),
        "forget_receipts": _("让这部手机忘掉这些"),
    }
    return format_html('<meta name="linli-words" content="{}">', json.dumps(spoken, ensure_ascii=False))


@register.simple_tag
def request_key() -> SafeString:
    """A hidden key: the same form sent twice over a bad line makes one record."""
    return format_html('<input type="hidden" name="request_key" value="{}">', uuid.uuid4().hex)


@register.simple_tag
def qr(text: str, label: str = "") -> SafeString:
    """A QR code as inline SVG, black on white in every colour mode."""
    return qr_svg(text, label or text)


@component("button")
def button(
    label: str,
    icon: str = "",
    kind: str = "plain",
    name: str = "",
    value: str = "",
    href: str = "",
    size: str = "",
    form: str = "",
    type: str = "submit",  # noqa: A002
    id: str = "",  # noqa: A002
    disabled: bool = False,
) -> dict[str, Any]:
    """A button, or a link that looks like one when ``href`` is given."""
    return dict(locals())


@component("badge")
def badge(label: str, tone: str = "plain") -> dict[str, Any]:
    """A short word in a quiet frame."""
    return {"label": label, "tone": tone if tone in TONES else "plain"}


@component("state")
def state(code: str, label: str = "") -> dict[str, Any]:
    """The state of a case or task: its word, toned by what it asks of the reader."""
    return {"code": code, "label": label or code, "tone": STATE_TONES.get(code, "info")}


#: By the words of the states themselves: a code of another room or the Chinese word both work.
STATE_TONES = {
    **dict.fromkeys(("待派单", "待签收", "待审核", "待回访", "退单待审", "延期待审", "挂账待审"), "info"),
    **dict.fromkeys(("waiting", "assigned", "review", "callback", "return_review", "extension_review"), "info"),
    **dict.fromkeys(("办理中", "working", "open"), "plain"),
    **dict.fromkeys(("重新办理", "reopened", "挂账中", "suspended", "stopped", "已停用"), "warn"),
    **dict.fromkeys(("已办结", "closed", "已圆梦", "done", "已启用", "on"), "good"),
    **dict.fromkeys(("off", "未启用"), "plain"),
}


@component("light")
def light(state: str, label: str = "") -> dict[str, Any]:
    """正常 · 临期 · 超期 (and 按时办结, 已暂停) with a shape of its own each."""
    code = state if state in LIGHTS else "normal"
    own = {"normal": _("正常"), "soon": _("临期"), "late": _("超期"), "met": _("按时"), "paused": _("暂停计时")}
    return {"code": code, "tone": LIGHTS[code], "label": label or own[code]}


@component("lights")
def lights(normal: int = 0, soon: int = 0, late: int = 0, url: str = "") -> dict[str, Any]:
    """The three counts side by side; each a link with ``&light=`` when an address is given."""
    joint = "" if not url else ("&" if "?" in url else "?")
    return {
        "parts": [
            {"code": code, "count": count, "url": f"{url}{joint}light={code}" if url else ""}
            for code, count in (("late", late), ("soon", soon), ("normal", normal))
        ]
    }


@component("notice")
def notice(text: str, tone: str = "info", title: str = "") -> dict[str, Any]:
    """A framed remark in the page."""
    shapes = {"info": "info", "good": "check", "warn": "alert", "bad": "alert", "plain": "info"}
    return {"text": text, "title": title, "tone": tone if tone in TONES else "info", "icon": shapes.get(tone, "info")}


@component("nothing")
def nothing(title: str, text: str = "", href: str = "", action: str = "", icon: str = "check") -> dict[str, Any]:
    """An empty page or list: says so, and what to do first."""
    return dict(locals())


@component("stat")
def stat(
    number: Any, label: str, href: str = "", note: str = "", unit: str = "", tone: str = "plain", trend: str = ""
) -> dict[str, Any]:
    """A figure with its name; the figure is a link to the rows behind it. None reads 「—」."""
    return {**locals(), "number": "—" if number is None else number}


@component("masked")
def masked(value: str, unmask_url: str = "", label: str = "") -> dict[str, Any]:
    """A hidden name or number; the button asks the server (which asks why, and records it)."""
    return dict(locals())


# --- Groups of things -----------------------------------------------------------------------------


@component("facts")
def facts(pairs: Iterable[Sequence[Any]], css: str = "") -> dict[str, Any]:
    """A definition list; pairs without a value are left out."""
    kept = [(pair[0], pair[1]) for pair in pairs if pair[1] not in (None, "")]
    return {"pairs": kept, "css": css}


@component("crumbs")
def crumbs(items: Iterable[Sequence[Any]]) -> dict[str, Any]:
    """The way down to this place or page; the last one is where the reader is."""
    return {"items": [{"label": item[0], "url": item[1] if len(item) > 1 else None} for item in items]}


@component("tabs")
def tabs(items: Iterable[Sequence[Any]], label: str = "") -> dict[str, Any]:
    """Links between views of one thing: (label, url, current, count)."""
    keys = ("label", "url", "current", "count")
    return {"items": [dict(zip(keys, item, strict=False)) for item in items], "label": label}


@component("timeline")
def timeline(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened, newest where the caller puts it: at, text, who, detail, url, tone, icon."""
    return {"items": list(items)}


@component("progress")
def progress(done: int, total: int, label: str = "", late: bool = False) -> dict[str, Any]:
    """A bar with its two numbers in words; never a bar alone. An empty total reads 「本期无任务」."""
    return {**locals(), "percent": round(done * 100 / total) if total else None}


@component("bars")
def bars(items: Iterable[Sequence[Any]], unit: str = "") -> dict[str, Any]:
    """Lying bars with their numbers: (label, number, percent of the longest, url)."""
    keys = ("label", "number", "percent", "url")
    return {"rows": [dict(zip(keys, item, strict=False)) for item in items], "unit": unit}


@component("clock")
def clock(
    due: datetime | None,
    at: datetime | None = None,
    started: datetime | None = None,
    state: str = "normal",
    steps: Iterable[Any] = (),
    note: str = "",
) -> dict[str, Any]:
    """A deadline that explains itself: the date, how long, and step by step how it was counted."""
    rows = [step if isinstance(step, Mapping) else {"text": step} for step in steps]
    return {"due": due, "at": at, "started": started, "state": state, "steps": rows, "note": note}


# --- Forms and lists ------------------------------------------------------------------------------


@component("field")
def field(bound: forms.BoundField, label: str = "", help: str = "", hide_label: bool = False) -> dict[str, Any]:  # noqa: A002
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
        {"id": form[name].id_for_label or form[name].auto_id, "label": form[name].label, "messages": form[name].errors}
        for name in form.fields
        if form[name].errors
    ]
    general = list(form.non_field_errors())
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    return {"rows": [row for row in rows if row["id"]], "general": general + hidden, "any": bool(rows or general)}


@register.inclusion_tag("ui/components/filters.html", takes_context=True)
def filters(context: Context, form: forms.BaseForm, more: Sequence[str] = ()) -> dict[str, Any]:
    """An ordinary GET form above a table; its address can be shared. ``more`` are names folded away."""
    request = context.get("request")
    query = request.GET if request else {}
    active = [name for name in form.fields if query.get(name) and name not in {"sort"}]
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


# --- Filters --------------------------------------------------------------------------------------


@register.filter
def day(value: date | datetime | None) -> str:
    """11月21日 星期六."""
    return words.day(value) if value else ""


@register.filter
def fullday(value: date | datetime | None) -> str:
    """2026年11月21日 星期六."""
    return words.day(value, year=True) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """11月21日 14:05."""
    return words.moment(value) if value else ""


@register.filter
def ago(value: datetime | None, at: datetime) -> str:
    """3小时前, 昨天 14:05."""
    return words.ago(value, at) if value else ""


@register.filter
def days_left(due: datetime | None, at: datetime) -> str:
    """今天18:00前, 还有2天, 超期3天."""
    return words.days_left(due, at) if due and at else ""


@register.filter
def phone(value: str | None) -> str:
    """138 0013 8000."""
    return words.phone(value) if value else ""
