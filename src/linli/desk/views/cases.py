"""The list of cases, the page of a case, and its buttons."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.cases import access, acting, queries, services
from linli.cases.errors import BadInput
from linli.cases.formparts import ActForm
from linli.cases.models import Case
from linli.desk import conflicts, listing, pages
from linli.desk.filters import CaseFilter
from linli.domain import caseflow
from linli.organizations.requests import StaffRequest
from linli.records.errors import Conflict, LinliError
from linli.records.time import now
from linli.ui import paging


@require_GET
def case_list(request: StaffRequest) -> HttpResponse:
    """Cases in the listed filter shapes; the address of a list can be passed on."""
    filters, at = listing.read(request.GET), now()
    rows = queries.listed(request.scope, filters, at)
    page = paging.page(rows, order=filters.ordering, request=request, size=25)
    form = CaseFilter(request.GET or None, scope=request.scope)
    return render(request, "desk/cases.html", listing.words_of(request.scope, filters, form, rows, page, at))


@require_GET
def case_page(request: StaffRequest, code: str) -> HttpResponse:
    """One case: what, where, who asked, the one next action, the clocks, what happened."""
    case = access.get_case_for(request.scope, code)
    return render(request, "desk/case.html", pages.case_words(case, request, now()))


@require_GET
def case_late(request: StaffRequest, code: str) -> HttpResponse:
    """What the page of a case loads after itself; a page of its own without scripts."""
    case = access.get_case_for(request.scope, code)
    return render(request, "desk/parts/case_late.html", pages.late_words(case, request, now()))


@require_GET
def case_next(request: StaffRequest, code: str) -> HttpResponse:
    """The dispatch form with its proposals."""
    case = access.get_case_for(request.scope, code)
    return render(request, "desk/parts/case_next.html", pages.next_words(case, request, now()))


@require_http_methods(["GET", "POST"])
def case_act(request: StaffRequest, code: str, name: str) -> HttpResponse:
    """A button: its form on a page of its own, and the verb when it is sent."""
    case = access.get_case_for(request.scope, code)
    verb = caseflow.BY_NAME["focus" if name == "unfocus" else name].verb if name in acting.ACTS else None
    if verb is None:
        raise Http404
    policy.require(request.scope, f"case.{verb}", case)
    form = pages.act_form(case, name, request, now())
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            acting.perform(name, case, form, version=version, actor=request.actor, at=now())
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except Conflict:
            return _both_texts(request, case, name, form, version)
        except LinliError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(button)s：已办。") % {"button": pages.button_word(name)})
            return redirect(pages.after(request, case.code, name))
    return render(
        request,
        "desk/act.html",
        pages.act_words(case, name, form, request, now()),
        status=422 if form.errors else 200,
    )


def _both_texts(request: StaffRequest, case: Case, name: str, form: ActForm, version: str) -> HttpResponse:
    """Somebody was quicker: what I wrote beside what stands now, and the way on."""
    case = Case.objects.select_related("lead_body").get(pk=case.pk)
    both = conflicts.both_texts(case, name, form, version, request.scope)
    given = pages.act_words(case, name, form, request, now()) | {"both": both}
    return render(request, "desk/act.html", given, status=409)


@require_GET
def case_copy(request: StaffRequest, code: str) -> HttpResponse:
    """「复制办理情况」 and 「复制答复」 as plain text, for phones that cannot copy by script."""
    case = access.get_case_for(request.scope, code)
    text = (
        queries.copy_answer(case)
        if request.GET.get("what") == "answer"
        else queries.copy_progress(case, now())
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_GET
def case_slip(request: StaffRequest, code: str) -> HttpResponse:
    """Print: the case as one sheet."""
    case = access.get_case_for(request.scope, code, "print")
    words = pages.case_words(case, request, now()) | pages.late_words(case, request, now())
    return render(request, "desk/case_print.html", words)


@require_POST
def bulk(request: StaffRequest) -> HttpResponse:
    """One verb on several chosen cases; each is judged on its own, and what could not be done is said."""
    done, refused = 0, []
    for case in listing.chosen(request.scope, request.POST.getlist("case")):
        try:
            policy.require(request.scope, "case.urge", case)
            services.urge(case_id=case.pk, actor=request.actor, at=now())
        except LinliError as error:
            refused.append(f"{case.code}：{error}")
        else:
            done += 1
    if done:
        messages.success(request, _("已催办%(count)s件。") % {"count": done})
    for line in refused[:5]:
        messages.warning(request, line)
    return redirect(reverse("cases:list") + "?stage=work")
