"""What the living style page shows: every component with sentences as the offices write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from linli.ui.widgets import BigText, Choices, ComboBox, DateInput, Numbers, PhoneInput, PhotoField

#: A Saturday in the demonstration's season; the page must look the same every day.
AT = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
PLACES = (
    "邻安市·新河区·东街街道",
    "东街街道·柳林社区",
    "柳林社区·柳林小区",
    "柳林小区·12号楼",
    "东街街道·西关社区",
)
CASES = (
    ("20261121001", "12号楼下水管堵了，一楼返水，俺家地板都泡了", "柳林小区", "late", "办理中", -30),
    ("20261120017", "暖气不热，屋里只有14度", "柳林小区", "soon", "待签收", 8),
    ("20261120009", "小区东门路灯不亮，晚上看不见路", "西关社区", "normal", "办理中", 52),
    ("20261119022", "电动车进楼道充电，找了物业两回没人管", "柳林小区", "paused", "挂账中", 200),
    ("20261118003", "12号楼与13号楼之间井盖松动", "柳林小区", "met", "已办结", 20),
)
ICONS = [
    "alert",
    "bell",
    "book",
    "building",
    "calendar",
    "camera",
    "chart",
    "check",
    "checklist",
    "chevron",
    "clock",
    "copy",
    "down",
    "download",
    "edit",
    "eye",
    "file",
    "flag",
    "folder",
    "heart",
    "help",
    "history",
    "home",
    "info",
    "language",
    "left",
    "letter",
    "link",
    "logout",
    "map-pin",
    "merge",
    "message",
    "moon",
    "phone",
    "plus",
    "printer",
    "qrcode",
    "refresh",
    "right",
    "search",
    "send",
    "settings",
    "sort",
    "star",
    "sun",
    "table",
    "trash",
    "undo",
    "up",
    "upload",
    "user",
    "users",
    "x",
]


class ExampleForm(forms.Form):
    """One of each control."""

    text = forms.CharField(
        label="什么事", help_text="一句话说清楚就行，比如「12号楼下水管堵了」。", widget=BigText(rows=3)
    )
    place = forms.CharField(label="在哪里", widget=ComboBox())
    kind = forms.ChoiceField(
        label="急不急",
        choices=[("ordinary", "一般"), ("livelihood", "民生急件"), ("complex", "复杂")],
        widget=Choices(),
    )
    day = forms.DateField(label="哪天发现的", required=False, widget=DateInput())
    households = forms.IntegerField(
        label="约多少户", required=False, widget=Numbers(), help_text="估算即可，会标明是估算。"
    )
    phone = forms.CharField(label="联系电话", required=False, widget=PhoneInput())
    photos = PhotoField(label="照片", most=3)
    contact = forms.BooleanField(label="同意物业联系我", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = self.fields["place"].widget
        if isinstance(widget, ComboBox):
            widget.url = reverse("ui:style_find")


class FilterForm(forms.Form):
    """A small filter bar."""

    q = forms.CharField(label="关键字", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), ("working", "办理中")])
    since = forms.DateField(label="从", required=False, widget=DateInput())


class OnePage:
    """Stands for a page of rows in the middle of a list."""

    rows = CASES
    next = "next"
    prev = "prev"
    query = ""


def find(text: str) -> list[dict[str, str]]:
    """Places whose name contains the text."""
    return [
        {"id": str(at), "label": name, "hint": "示例"} for at, name in enumerate(PLACES, 1) if text in name
    ]


#: What stands on the page in the same words for everybody.
STILL: dict[str, Any] = {
    "icons": ICONS,
    "crumbs": [("邻安市", "#"), ("新河区", "#"), ("东街街道", "#"), ("柳林社区", None)],
    "tabs": [("在办", "#", True, 23), ("待回访", "#", False, 4), ("已办结", "#", False, None)],
    "facts": [
        ("反映地点", "柳林小区12号楼1单元"),
        ("类别", "物业 / 管道 / 下水管"),
        ("来源", "扫码"),
        ("承办单位", "东街街道柳林社区"),
    ],
    "steps": [
        "本类事项：2个工作日（柳林社区 公共事项，2026年1月起）",
        {"day": "11月19日 星期四", "text": "第1个工作日"},
        {"day": "11月20日 星期五", "text": "元旦假期", "counted": False},
        {"day": "11月21日 星期六", "text": "调休上班，第2个工作日，到18:00为止"},
    ],
    "bars": [("柳林小区", 42, 100), ("西关小区", 17, 40), ("文苑小区", 9, 21)],
    "weeks": [
        ("10月第3周", 31, "#"),
        ("第4周", 36, "#"),
        ("第5周", None),
        ("11月第1周", 44, "#"),
        ("第2周", 36, "#"),
        ("第3周", 42, "#"),
    ],
    "tones": ("plain", "info", "good", "warn", "bad"),
    "states": ("待派单", "待签收", "办理中", "待审核", "待回访", "重新办理", "挂账中", "已办结"),
}


def examples(request: HttpRequest) -> dict[str, Any]:
    """The context of the style page."""
    asked = {"kind": "ordinary", "text": ""}
    cases = [
        {
            "number": number,
            "text": text,
            "place": place,
            "light": light,
            "state": state,
            "due": AT + timedelta(hours=left),
        }
        for number, text, place, light, state, left in CASES
    ]
    return STILL | {
        "at": AT,
        "form": ExampleForm(asked if "wrong" in request.GET else None),
        "filter_form": FilterForm(request.GET or None),
        "cases": cases,
        "page": OnePage(),
        "events": _events(),
        "due": AT + timedelta(hours=8),
        "late_due": AT - timedelta(days=3),
        "started": AT - timedelta(days=2),
    }


def _events() -> list[dict[str, Any]]:
    ago = AT - timedelta(days=1)
    return [
        {
            "at": AT,
            "text": "提交办理结果",
            "who": "张某（物业工程部）",
            "detail": "已疏通主管道，更换一段PVC管，住户现场确认。",
            "tone": "good",
        },
        {"at": ago, "text": "签收", "who": "柳林社区"},
        {
            "at": ago - timedelta(hours=1),
            "text": "派单：柳林社区主办",
            "who": "东街街道",
            "detail": "依据：基本履职事项第37项",
        },
        {"at": ago - timedelta(hours=2), "text": "居民扫码反映", "tone": "warn"},
    ]
