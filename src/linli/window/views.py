"""The residents' pages: report, find, follow, say whether it is solved. Thin: the cases room does the work."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.areas import searching
from linli.cases import services
from linli.cases.errors import BadInput, SafetyStop
from linli.domain.access import PUBLIC
from linli.records.errors import LinliError
from linli.records.time import now
from linli.window import queries, writing
from linli.window.forms import AnswerForm, ContactForm, FindForm, ReportForm
from linli.window.notes import forget, is_fresh, remember, stop_page, voice_of


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What one can do here, and the receipts this phone remembers."""
    return render(request, "window/home.html", queries.home_words())


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The form for a matter anywhere."""
    return _report(request, action=reverse("window:report"), channel="window")


@require_http_methods(["GET", "POST"])
def plate(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind a plate: the place is known, the community's telephone stands above."""
    found = queries.plate(token)
    if found is None:
        return render(request, "window/plate_gone.html", {"report_url": reverse("window:report")}, status=404)
    place_id = queries.place_of_plate(found)
    return _report(request, action=request.path, channel="plate", place_id=place_id)


def _report(
    request: HttpRequest,
    *,
    action: str,
    channel: str,
    place_id: int | None = None,
) -> HttpResponse:
    form = ReportForm(request.POST or None, request.FILES or None, place_id=place_id)
    if request.method == "POST" and form.is_valid():
        try:
            receipt = writing.report(
                voice=voice_of(form, channel), key=request.POST.get("request_key", ""), at=now()
            )
        except SafetyStop as error:
            return render(request, "window/stop.html", stop_page(error, form, action), status=422)
        except BadInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        except LinliError as error:
            form.add_error(None, str(error))
        else:
            return remember(redirect("window:follow", receipt=receipt), receipt)
    # The office and what is in hand here cost more than the saving: asked only for a page that is shown.
    where = queries.plate_words(place_id, now()) if place_id else {}
    words = {"form": form, "action": action, "emergency": queries.EMERGENCY, **where}
    return render(request, "window/report.html", words, status=422 if form.errors else 200)


@require_GET
def places(request: HttpRequest) -> JsonResponse:
    """Places for the box that searches while one types; public names only."""
    found = searching.search(request.GET.get("q", "")[:40], None, limit=10)
    items = [{"id": item.area_id, "label": item.name, "hint": item.where} for item in found]
    return JsonResponse({"items": items})


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """From a code on paper to its page."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        receipt = queries.known_receipt(form.cleaned_data["code"])
        if receipt:
            return redirect("window:follow", receipt=receipt)
        form.add_error("code", queries.NO_SUCH_RECEIPT)
    return render(request, "window/find.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def follow(request: HttpRequest, receipt: str) -> HttpResponse:
    """What became of it, with the two buttons when it is the resident's turn."""
    words = queries.page_words(receipt, now())
    fresh = is_fresh(request, words["receipt"])
    page = render(request, "window/follow.html", {**words, "form": AnswerForm(), "fresh": fresh})
    return forget(page) if fresh else page


@require_POST
def answer(request: HttpRequest, receipt: str) -> HttpResponse:
    """「解决了」 or 「没解决」: the resident's word decides."""
    words = queries.page_words(receipt, now())
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            writing.answer(receipt=receipt, **form.cleaned_data, at=now())
        except LinliError as error:
            form.add_error(None, str(error))
        else:
            return redirect("window:follow", receipt=receipt)
    return render(request, "window/follow.html", {**words, "form": form, "fresh": False}, status=422)


@require_GET
def slip(request: HttpRequest, receipt: str) -> HttpResponse:
    """The paper receipt (回执条), for those without a phone."""
    words = queries.page_words(receipt, now())
    office = queries.plate_words(words["told"].area_id, now())
    return render(request, "window/slip.html", words | office)


@require_POST
def me_too(request: HttpRequest, code: str) -> HttpResponse:
    """「我也有这个问题」: counts once a device and gives a receipt of its own."""
    case = queries.shared_case(code)
    if case is None:
        raise Http404
    if not request.session.session_key:
        request.session.create()
    device = str(request.session.session_key)
    joined = services.follow(case_id=case.pk, device=device, actor=PUBLIC, at=now())
    return remember(redirect("window:follow", receipt=joined.receipt), joined.receipt)


@require_GET
def contact(request: HttpRequest) -> HttpResponse:
    """The telephone of one's own community."""
    form = ContactForm(request.GET if "place" in request.GET or "place__text" in request.GET else None)
    chosen = form.cleaned_data["place"] if form.is_valid() else None
    words = queries.plate_words(chosen, now()) if chosen else {}
    return render(request, "window/contact.html", {**words, "form": form, "emergency": queries.EMERGENCY})
