"""Buttons of a place on a roll: which form each asks with, and which verb it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms as django_forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain import figures
from linli.domain.access import Scope
from linli.domain.codes import record_id
from linli.domain.rolls import Period
from linli.organizations.errors import Refused
from linli.organizations.requests import StaffRequest
from linli.records import services as records
from linli.records.time import now
from linli.rolls import access, forms, queries, rules, services
from linli.rolls.models import Item, Membership


@dataclass(frozen=True)
class Act:
    """The permission a button asks for and the service it calls with the form's data."""

    asks: str
    run: Callable[..., object]
    bare: bool = False


ACTS: dict[str, Act] = {
    "enter": Act("enter", services.enter, bare=True),
    "withdraw": Act("withdraw", services.withdraw, bare=True),
    "refuse": Act("refuse", services.refuse),
    "end": Act("end", services.end),
    "move": Act("move", services.move),
    "change": Act("change", services.change),
    "serve": Act("serve", services.record_service),
    "item": Act("view", services.add_item),
    "stage": Act("stage", services.set_stage),
    "hold": Act("hold", services.hold),
}
ITEM_WORDS = {"take": gettext_lazy("认领"), "done": gettext_lazy("完成"), "drop": gettext_lazy("取消")}


class Bare(django_forms.Form):
    """Nothing is asked but the version."""

    version = django_forms.IntegerField(widget=django_forms.HiddenInput, required=False)


def form_for(verb: str, row: Membership, request: StaffRequest) -> django_forms.Form:
    """The form of a button, filled from the row."""
    data = request.POST if request.method == "POST" else None
    kind = rules.kind_of(row.definition_id, row.kind)
    start = {"version": row.version}
    if ACTS[verb].bare:
        return Bare(data, initial=start)
    if verb == "change":
        shown = ("contact", "phone", "note", "said_members", "version")
        return forms.ChangeForm(data, initial={name: getattr(row, name) for name in shown})
    if verb == "serve":
        return forms.ServiceForm(row, data)
    if verb in {"stage", "hold"}:
        if kind is None:
            raise Http404
        if verb == "stage":
            return forms.StageForm(kind, data, initial={"said_members": row.said_members, **start})
        return forms.HoldForm(kind, data)
    simple = {
        "refuse": forms.ReasonForm,
        "end": forms.EndForm,
        "move": forms.MoveForm,
        "item": forms.ItemForm,
    }
    return simple[verb](data, initial=start)


def run(verb: str, row: Membership, data: dict[str, Any], request: StaffRequest) -> object:
    """Call the verb. A service that the community itself writes is confirmed with it."""
    given = {"membership_id": row.pk, "actor": request.actor, "at": now(), **data}
    if verb == "serve":
        written = _service_of(row)
        given["confirmed"] = policy.allows(request.scope, f"{written}.confirm", row_like(row, written))
    if verb == "item":
        _may_write(request.scope, row)
    return once(request, (verb, row.pk, data), lambda: ACTS[verb].run(**given))


def once(request: StaffRequest, said: Any, run: Callable[[], Any]) -> Any:
    """A form sent twice over a bad line is done once; the second answer is the first one's, without its row."""
    key = request.POST.get("request_key", "")
    if not key:
        return run()
    return records.once(
        key=key, actor=request.actor, body=repr(said), run=run, result=(lambda _row: None, lambda _none: None)
    )


def _service_of(row: Membership) -> str:
    return "member_service" if row.holder == "member" else "roll_service"


def row_like(row: Membership, kind: str) -> Any:
    """A row of another kind at the same place, to be judged before it exists."""
    if kind == "roll_item":
        made: Any = Item(membership=row)
    else:
        made = row.services.model(membership=row, organization_id=row.organization_id, holder=row.holder)
    made.area_id = row.area_id
    for name in ("city", "district", "street", "community", "estate", "grid"):
        setattr(made, name, getattr(row, name))
    return made


def _may_write(scope: Scope, row: Membership) -> None:
    policy.require(scope, "roll_item.write", row_like(row, "roll_item"))


def apply_form(request: StaffRequest, holder: str) -> django_forms.Form:
    """The form of reporting in, without what the post itself says."""
    kinds = rules.reporting_in(holder)
    kind = request.GET.get("kind") or (kinds[0] if kinds else "")
    made = forms.MemberForm if holder == "member" else forms.UnitForm
    return made(request.scope, kind, request.POST if request.method == "POST" else None)


def apply(request: StaffRequest, holder: str, data: dict[str, Any]) -> Membership:
    """Report in, once for each form sent; what a community itself enters still waits for its 「接收」."""
    plain = {**data, "area_id": _id(data["area_id"], "area_id"), "organization_id": _body(data)}
    judged = Membership(holder=holder, organization_id=plain["organization_id"])
    areas.fill_columns(judged, plain["area_id"])
    if not access.may(request.scope, judged, "apply"):
        raise Refused(_("只能为本单位或本辖区办理报到。"), field="area_id")
    service = services.apply_by_name if holder == "member" else services.apply
    key = request.POST.get("request_key", "")
    if not key:
        return service(**plain, actor=request.actor, at=now())
    return records.once(
        key=key,
        actor=request.actor,
        body=repr(sorted(plain.items(), key=str)),
        run=lambda: service(**plain, actor=request.actor, at=now()),
        result=(lambda row: row.pk, lambda pk: Membership.objects.get(pk=pk)),
    )


def _body(data: dict[str, Any]) -> int | None:
    value = data.get("organization_id")
    return _id(value, "organization_id") if value else None


def _id(value: Any, field: str) -> int:
    found = record_id(value)
    if found is None:
        raise Refused(_("请从列表中选择。"), field=field)
    if field == "area_id" and areas.span(found) is None:
        raise Refused(_("没有这个地点，或者它已经停用。"), field=field)
    return found


def item_form(verb: str, row: Item, request: StaffRequest) -> django_forms.Form:
    """The form of a line's button. Raises Http404 for a verb nobody knows."""
    data = request.POST if request.method == "POST" else None
    start = {"version": row.version}
    if verb == "take":
        stands = access.units(request.scope).filter(community=row.community, state="on_roll")
        choices = [(one.pk, str(one)) for one in stands.select_related("organization")[:200]]
        if row.membership_id:
            start["membership_id"] = row.membership_id
        return forms.TakeForm(choices, data, initial=start)
    if verb == "drop":
        return forms.ReasonForm(data, initial=start)
    if verb != "done":
        raise Http404
    return Bare(data, initial=start)


def run_item(verb: str, row: Item, data: dict[str, Any], request: StaffRequest) -> object:
    """Call the verb of a line."""
    given = {"item_id": row.pk, "actor": request.actor, "at": now(), **data}
    service: Callable[..., object] = services.finish_item if verb == "done" else services.drop_item
    if verb == "take":
        given["membership_id"] = int(data["membership_id"])
        service = services.take_item
    return once(request, (verb, row.pk, data), lambda: service(**given))


def report_words(row: Membership, period: Period) -> str:
    """What the dual report derives, in one sentence."""
    done = queries.report_of(row, period)
    said = _("社区已确认服务%(services)s次、%(hours)s小时，完成项目%(projects)s个；待确认%(waiting)s次。")
    return said % {
        "services": done.services,
        "hours": figures.half_up(Fraction(done.minutes, 60)),
        "projects": done.projects_done,
        "waiting": done.waiting,
    }
