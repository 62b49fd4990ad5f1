"""Several duties at once: a programme is over (专项结束), with confirmation, and taken back; and the layer above."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Case, IntegerField, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts import policy
from linli.domain.codes import record_id
from linli.duties import access, forms, kinds, queries, services
from linli.duties.errors import DutyRefused
from linli.duties.models import Duty, in_force
from linli.duties.queries.lists import with_names
from linli.duties.views.common import form_page, once, stale, today, tried
from linli.organizations.requests import StaffRequest
from linli.records.time import now

#: What one page confirms; more are ended in several goes.
MOST = 200
#: Duties of the layer above that are offered.
OFFERED = 200


def _ids(request: HttpRequest) -> list[int]:
    values = (request.POST if request.method == "POST" else request.GET).getlist("ids")
    return sorted({found for one in values if (found := record_id(one)) is not None})[:MOST]


def _rows(request: StaffRequest) -> list[Duty]:
    """Those of the ids that this post may end."""
    rows = policy.filter(Duty.objects.filter(pk__in=_ids(request)), request.scope, "duty.assign")
    return list(with_names(rows).order_by("pk"))


@require_http_methods(["GET", "POST"])
def end_many(request: StaffRequest) -> HttpResponse:
    """Look over what was ticked in the list, say why and from which day, and end all or none."""
    rows = [row for row in _rows(request) if not row.ended]
    form = forms.EndManyForm(request.POST or None)
    ids = [row.pk for row in rows]
    done: list[int] = []

    def act(data: dict[str, Any]) -> None:
        if not ids:
            raise DutyRefused(_("请先在列表里勾选要结束的分工。"))
        run = lambda: services.end_many(duty_ids=ids, **data, actor=request.actor, at=now())  # noqa: E731
        done.append(once(request, data, run))

    if form.is_bound and not ids and request.POST.get("request_key") and _rows(request):
        return redirect(_ended_url(_ids(request)))  # sent twice: ended already
    if tried(form, act):
        messages.success(
            request, ngettext("已结束%(count)s条。", "已结束%(count)s条。", done[0]) % {"count": done[0]}
        )
        return redirect(_ended_url(ids))
    context = {"form": form, "lines": queries.lines(rows, today()), "ids": ids}
    return render(request, "duties/end_many.html", context, status=422 if form.is_bound else 200)


def _ended_url(ids: list[int]) -> str:
    return f"{reverse('duties:ended')}?{urlencode({'ids': ids}, doseq=True)}"


@require_safe
def ended(request: StaffRequest) -> HttpResponse:
    """What was just ended, with the way back."""
    rows = [row for row in _rows(request) if row.ended]
    context = {"lines": queries.lines(rows, today()), "ids": [row.pk for row in rows]}
    return render(request, "duties/ended.html", context)


@require_POST
def reopen(request: StaffRequest) -> HttpResponse:
    """The end was a slip: all hold again, or none."""
    ids = [row.pk for row in _rows(request)]
    try:
        count = services.reopen_many(duty_ids=ids, actor=request.actor, at=now())
    except DutyRefused as error:
        messages.error(request, str(error))
        return redirect(_ended_url(ids))
    if count:
        said = ngettext("已撤销，%(count)s条继续有效。", "已撤销，%(count)s条继续有效。", count)
        messages.success(request, said % {"count": count})
    return redirect("duties:list")


@require_http_methods(["GET", "POST"])
def under(request: StaffRequest, pk: int) -> HttpResponse:
    """Which duty of the layer above stands over this one."""
    row = access.get_duty_for(request.scope, pk, "duty.assign")
    kind = kinds.of_definition(row.definition, row.kind)
    choices = _above(request, kind.above, row) if kind and kind.above else []
    form = forms.UnderForm(
        request.POST or None,
        choices=choices,
        initial={"version": row.version, "above_id": row.above_id or ""},
    )

    def act(data: dict[str, Any]) -> None:
        given = {"above_id": int(data["above_id"]) if data["above_id"] else None, "version": data["version"]}
        once(
            request, given,
            lambda: services.put_under(duty_id=pk, **given, actor=request.actor, at=now()).pk,
        )  # fmt: skip

    if tried(form, act):
        messages.success(request, _("上一级已改。"))
        return redirect("duties:page", pk)
    stale(form, pk)
    title = _("改上一级：%(name)s") % {"name": queries.lines([row], today())[0].object}
    return form_page(request, form, title=title, back=reverse("duties:page", args=[pk]), key=True)


def _above(request: StaffRequest, kind: str, row: Duty) -> list[tuple[str, str]]:
    """Duties of the layer above, the nearest places first; the present one always, so that saving does not drop it.

    Where this post may not see the present one it stands without its names.
    """
    rows = policy.filter(Duty.objects.filter(in_force(today()), kind=kind), request.scope, "duty.view")
    near = Case(
        When(pk=row.above_id or 0, then=0),
        When(community=row.community or 0, then=1),
        When(street=row.street or 0, then=2),
        default=3,
        output_field=IntegerField(),
    )
    found = list(with_names(rows.exclude(pk=row.pk)).order_by(near, "pk")[:OFFERED])
    hidden: list[tuple[str, str]] = []
    if row.above_id and row.above_id not in {one.pk for one in found}:
        present = with_names(policy.filter(Duty.objects.filter(pk=row.above_id), request.scope, "duty.view"))
        found[:0] = present
        if not present:
            hidden = [(str(row.above_id), _("现在的上一级（不在您的查看范围）"))]
    offered = [
        (str(line.duty.pk), f"{line.object} · {line.holder}") for line in queries.lines(found, today())
    ]
    return hidden + offered
