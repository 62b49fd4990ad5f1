"""Small pieces: icons, buttons, badges, lights, notices, single figures."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.definitions import terms
from linli.ui.qr import svg as qr_svg
from linli.ui.tags.library import component, register

TONES = ("plain", "info", "good", "warn", "bad")
#: A deadline's state: the shape that stands beside the word, so that colour never speaks alone.
LIGHTS = {"normal": "good", "soon": "warn", "late": "bad", "met": "good", "paused": "plain"}


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
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>', classes, href
    )


@register.simple_tag
def term(term_id: str) -> str:
    """The word the offices use for an idea, from the glossary; an unknown id, which a house test finds, stays as it is."""
    return terms.label(term_id, get_language() or "zh-hans") if terms.known(term_id) else term_id


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
    return format_html(
        '<meta name="linli-words" content="{}" data-plain="{}" data-worker="{}">',
        json.dumps(spoken, ensure_ascii=False),
        asset("ui/linli-plain.css"),
        reverse("ui:worker"),
    )


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
    *,
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
    **dict.fromkeys(
        ("waiting", "assigned", "review", "callback", "return_review", "extension_review"), "info"
    ),
    **dict.fromkeys(("办理中", "working", "open"), "plain"),
    **dict.fromkeys(("重新办理", "reopened", "挂账中", "suspended", "stopped", "已停用"), "warn"),
    **dict.fromkeys(("已办结", "closed", "已圆梦", "done", "已启用", "on"), "good"),
    **dict.fromkeys(("off", "未启用"), "plain"),
}


@component("light")
def light(state: str, label: str = "") -> dict[str, Any]:
    """正常 · 临期 · 超期 (and 按时办结, 已暂停) with a shape of its own each."""
    code = state if state in LIGHTS else "normal"
    own = {
        "normal": _("正常"),
        "soon": _("临期"),
        "late": _("超期"),
        "met": _("按时"),
        "paused": _("暂停计时"),
    }
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
    return {
        "text": text,
        "title": title,
        "tone": tone if tone in TONES else "info",
        "icon": shapes.get(tone, "info"),
    }


@component("nothing")
def nothing(
    title: str, text: str = "", href: str = "", action: str = "", icon: str = "check"
) -> dict[str, Any]:
    """An empty page or list: says so, and what to do first."""
    return dict(locals())


@component("stat")
def stat(
    number: Any,
    label: str,
    *,
    href: str = "",
    note: str = "",
    unit: str = "",
    tone: str = "plain",
    trend: str = "",
) -> dict[str, Any]:
    """A figure with its name; the figure is a link to the rows behind it. None reads 「—」."""
    return {**locals(), "number": "—" if number is None else number}


@component("masked")
def masked(value: str, unmask_url: str = "", label: str = "") -> dict[str, Any]:
    """A hidden name or number; the button asks the server (which asks why, and records it)."""
    return dict(locals())
