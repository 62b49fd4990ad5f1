"""The links of the first minute on the entry page."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts.demonstration import Walk, register_walk
from linli.demo import stamp


def _page(name: str, *args: object) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _case(walk: str, anchor: str = "") -> Callable[[], str | None]:
    def url() -> str | None:
        held = stamp.read()
        code = held.walks.get(walk) if held else None
        page = _page("cases:page", code) if code else None
        return f"{page}{anchor}" if page else None

    return url


def _reported() -> str | None:
    held = stamp.read()
    if held is None or "reported_matters" not in held.counts:
        return None
    page = _page("cases:list")
    return f"{page}?kind=key_small_matter" if page else None


def _bulletin() -> str | None:
    """The reported bulletin, whose 560余件 opens 563 rows; the list of cases until it is there."""
    from linli.bulletins.models import Bulletin

    row = Bulletin.objects.filter(issuer__name__startswith="报道复现", editions_count__gt=0).first()
    return _page("bulletins:page", row.pk) if row else _reported()


def _printed() -> str | None:
    """All printed figures, where a demonstration holds them."""
    held = stamp.read()
    return _page("demo:printed") if held and held.counts.get("reported_figures") else None


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    register_walk(
        Walk(
            1, _("选一个身份：社区书记的今日待办"), _("看看今天要签收什么、什么快到期"), "demo-secretary",
            lambda: _page("desk:today"),
        )
    )  # fmt: skip
    register_walk(
        Walk(2, _("时限怎么算的"), _("节前派单，三个工作日跳过了假期"), "demo-secretary", _case("holiday"))
    )
    register_walk(
        Walk(
            3, _("一件事的全过程：12号楼下水管"), _("扫码、派单理由、三方商定、两天办完、「解决了」"), "demo-secretary",
            _case("drain"),
        )
    )  # fmt: skip
    register_walk(
        Walk(
            4,
            _("报道复现：560余件"),
            _("许昌市魏都区，据2021年12月报道；底数为演示推算"),
            "demo-reader",
            _bulletin,
        )
    )
    register_walk(
        Walk(
            5,
            _("报道复现：全部数字"),
            _("五份地方报纸登过的数字，逐个看出处和明细"),
            "demo-reader",
            _printed,
        )
    )
