"""What this room registers at start: subjects, event sentences, names behind ids, scoped rows, menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.areas.registry import register_scoped
from linli.organizations import panels, queries
from linli.organizations.models import Organization, Person, Post, Rota, ServiceContract
from linli.records import registry
from linli.ui import navigation as nav
from linli.ui import panels as ui_panels


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for model in (Organization, Post, ServiceContract):
        register_scoped(model)
    registry.register_subject("organization", Organization, label=_("单位"), url=_page("organizations:page"))
    registry.register_subject("person", Person, label=_("人员"), url=_page("organizations:person"))
    registry.register_subject("post", Post, label=_("岗位"), url=_page("organizations:post"))
    registry.register_subject("contract", ServiceContract, label=_("物业服务合同"))
    registry.register_subject("rota", Rota, label=_("值班表"), url=_rota_url)
    registry.register_resolver("body", queries.body_names)
    registry.register_resolver("organization", queries.body_names)
    registry.register_resolver("post", queries.post_names)
    registry.register_resolver("person", queries.person_names)
    ui_panels.register("area_board", "organizations.board", panels.of_board, "organizations/parts/board.html")
    ui_panels.register(
        "area", "governance", panels.of_estate, "organizations/parts/governance.html", order=15, weight=3
    )
    _register_events()
    _register_menu()


def _page(name: str):  # type: ignore[no-untyped-def]
    def url(pk: int) -> str | None:
        try:
            return reverse(name, args=[pk])
        except NoReverseMatch:
            return None

    return url


def _rota_url(pk: int) -> str | None:
    body = Rota.objects.filter(pk=pk).values_list("organization_id", flat=True).first()
    return None if body is None else reverse("organizations:rota_of", args=[body])


def _register_events() -> None:
    old_new = {"old": _("原来"), "new": _("现在")}
    body, person = {"parent": "body", "successor": "body"}, {"successor": "person"}
    event = registry.register_event
    event("organization.created", _("登记了单位"))
    event("organization.renamed", _("更改了名称"), texts=old_new)
    event("organization.changed", _("更正了单位信息"), texts=old_new)
    event("organization.moved", _("所在地点由%(from)s改为%(to)s"), refs={"from": "area", "to": "area"})
    event("organization.ended", _("单位撤销，自%(on)s起"), refs=body)
    event("organization.put_under", _("自%(on)s起隶属于%(parent)s"), refs=body)
    event("organization.taken_out", _("自%(on)s起解除隶属关系"))
    event("organization.linked", _("自%(on)s起负责或服务%(area)s"))
    event("organization.unlinked", _("自%(on)s起不再负责或服务%(area)s"))
    event("person.created", _("登记了人员"))
    event("person.changed", _("更正了人员信息"), texts=old_new)
    event("person.ended", _("自%(on)s起离任"))
    event(
        "person.handed_over", _("自%(on)s起工作交接给%(successor)s"), refs=person, texts={"basis": _("依据")}
    )
    event("post.created", _("设立了岗位"))
    event("post.changed", _("更正了岗位信息"), texts=old_new)
    event("post.ended", _("自%(on)s起撤销岗位"), refs={"successor": "post"})
    event("post.set_up", _("设立岗位，自%(from)s起由%(person)s担任"))
    event("contract.signed", _("签订物业服务合同，%(on)s至%(until)s"))
    event("contract.ended", _("物业服务合同自%(on)s起终止"), texts={"reason": _("原因")})
    event(
        "programme.ended", _("专项工作结束，%(count)s个临时机构自%(on)s起撤销"), texts={"reason": _("原因")}
    )
    changes = {"changes": _("改动"), "reason": _("原因")}
    event("rota.saved", _("排了%(month)s的值班，改动%(count)s班"), texts=changes)
    event(
        "rota.swapped",
        _("%(person)s（%(one)s）和%(successor)s（%(other)s）对调值班"),
        refs=person,
        texts=changes,
    )
    event("appointment.started", _("%(person)s自%(from)s起任职"), texts={"basis": _("依据")})
    event("appointment.ended", _("%(person)s自%(to)s起不再任职"), refs=person, texts={"reason": _("原因")})


def _register_menu() -> None:
    nav.register("duties", "organizations:list", _("单位"), order=10, allowed=_is_staff)
    nav.register("duties", "organizations:people", _("人员"), order=20, allowed=_is_staff)
    nav.register("duties", "organizations:rota", _("值班表"), order=15, allowed=_acts, also=_own_rota)
    # 空白点 of bodies stands on the page of all gaps, which the room of duties puts into the menu.
    nav.register("duties", "organizations:governance", _("小区治理"), order=7, allowed=_is_staff)
    # Under the home page: one tap from there (B23).
    nav.register("today", "organizations:hand_over", _("换人交接"), order=70, allowed=_may_fill)


def _is_staff(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return bool(scope and scope.roles)


def _own_rota(request: HttpRequest) -> str | None:
    acting = getattr(request, "acting", None)
    return reverse("organizations:rota_of", args=[acting.post.organization_id]) if acting else None


def _acts(request: HttpRequest) -> bool:
    return getattr(request, "acting", None) is not None


def _may_fill(request: HttpRequest) -> bool:
    scope = getattr(request, "scope", None)
    return bool(scope and scope.fill)
