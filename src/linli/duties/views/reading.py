"""Lists, one's own duties, one duty, the boards, and the search for a holder."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts import policy
from linli.areas import queries as areas
from linli.duties import access, forms, kinds, queries
from linli.duties.models import Duty, in_force
from linli.duties.queries.lists import with_names
from linli.duties.views.common import today
from linli.organizations.models import Appointment, AppointmentKind, on_day
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.time import now
from linli.ui import paging

#: Places on the page of boards.
_BOARDS = 200


def _found(request: StaffRequest) -> list:  # type: ignore[type-arg]
    home = access.home(request.scope)
    return [kind for kind, _definition in kinds.in_use(home, today())] if home else []


@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """分包包联: who answers for what, by kind, place, holder and state."""
    filters = queries.Filters.read(request.GET)
    form = forms.ListFilter(request.GET or None, found=_found(request))
    if form.is_bound:
        form.is_valid()
        filters = queries.Filters.read(
            {**request.GET.dict(), "place": str(form.cleaned_data.get("place") or "")}
        )
    rows = with_names(queries.listed(request.scope, filters, today()))
    page = paging.page(rows, order=filters.ordering, request=request, size=50)
    context = {
        "form": form,
        "page": page,
        "lines": queries.lines(page.rows, today()),
        "hidden": [(name, value) for name, value in request.GET.items() if name not in ("after", "before")],
        "may_export": policy.may(request.scope, "duty.export"),
        "may_assign": policy.may(request.scope, "duty.assign"),
    }
    return render(request, "duties/list.html", context)


@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """我的分包: one's own duties with what is open in each."""
    acting = request.acting
    rows = queries.mine(at=now(), post_id=acting.post_id if acting else None, bodies=request.scope.bodies)
    return render(request, "duties/mine.html", {"rows": rows})


@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One duty: who, what, items, the chain above and below, history."""
    row = access.get_duty_for(request.scope, pk)
    found = queries.duty_page(row, today(), policy.filter(Duty.objects.all(), request.scope, "duty.view"))
    context = {
        "duty": row,
        "page": found,
        "crumbs": [
            (_("分包包联"), reverse("duties:list")),
            (found.line.kind, f"{reverse('duties:list')}?kind={row.kind}"),
        ],
        "history": records.history("duty", pk, limit=30),
        "may_assign": policy.allows(request.scope, "duty.assign", row) and not row.ended,
        "may_under": bool((shipped := kinds.shipped(row.kind)) and shipped.above),
        "may_tick": policy.allows(request.scope, "duty.tick", row) and not row.ended,
        "reminders": queries.reminders(row, today()) if found.items else [],
    }
    return render(request, "duties/page.html", context)


@require_safe
def boards(request: StaffRequest) -> HttpResponse:
    """公示牌: places with named holders, each with its one merged board to print."""
    form = forms.GapFilter(request.GET or None)
    wanted = form.cleaned_data.get("place") if form.is_bound and form.is_valid() else None
    area_id = access.place_of(request.scope, wanted)
    shown = [one for one in kinds.every() if (kind := kinds.shipped(one)) and kind.on_board]
    rows = policy.filter(
        Duty.objects.filter(in_force(today()), object_kind="place", kind__in=shown),
        request.scope,
        "duty.view",
    )
    if area_id:
        rows = rows.filter(queries.below(area_id, today()))
    ids = list(rows.order_by().values_list("object_id", flat=True).distinct()[:_BOARDS])
    names = areas.full_names(ids, top="street")
    places = sorted(((pk, names.get(pk, "")) for pk in ids), key=lambda one: one[1])
    return render(
        request, "duties/boards.html", {"form": form, "places": places, "many": len(ids) == _BOARDS}
    )


@require_safe
def find_posts(request: StaffRequest) -> JsonResponse:
    """Holders for the combo box, by name, in bodies the person may see; ≤ 12 items."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:20]
    acts = Appointment.objects.filter(on_day(today()), on_day(today(), "post__")).exclude(
        kind=AppointmentKind.DEPUTY
    )
    if text:
        from django.db.models import Q

        acts = acts.filter(
            Q(person__name__icontains=text)
            | Q(person__initials__startswith=text.lower())
            | Q(post__title__icontains=text)
        )
    found = acts.select_related("person", "post__organization").order_by("person__name", "pk")[:12]
    items = [
        {"id": act.post_id, "label": act.person.name, "hint": f"{act.post.organization} {act.post.title}"}
        for act in found
    ]
    return JsonResponse({"items": items})
