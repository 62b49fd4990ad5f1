"""The wall for staff and members: hang a wish, take one, report it done; a thin page over the verbs of cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts import policy
from linli.cases import access, services
from linli.cases.models import Wish, WishClaim
from linli.cases.queries import wishes
from linli.organizations import sending
from linli.organizations.requests import StaffRequest
from linli.records.time import now
from linli.ui import paging
from linli.ui.widgets import BigText

#: Wishes on one page.
_SIZE = 30


class HangForm(forms.Form):
    """What the wall will say."""

    text = forms.CharField(
        label=gettext_lazy("公开的说法"),
        help_text=gettext_lazy("不写姓名、电话、楼号门牌。例：一位独居老人想要一台收音机。"),
        max_length=300,
        widget=BigText(rows=3),
    )
    yuan = forms.DecimalField(
        label=gettext_lazy("估计花费（元）"), required=False, min_value=0, max_digits=7, decimal_places=2
    )
    consent = forms.BooleanField(label=gettext_lazy("已核实，本人同意公开"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TakeForm(forms.Form):
    """Alone it needs no field; a group may say its name and number."""

    group = forms.CharField(label=gettext_lazy("团队名称"), required=False, max_length=40)
    persons = forms.IntegerField(label=gettext_lazy("人数"), required=False, min_value=1, max_value=500)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WordForm(forms.Form):
    """One sentence: what was done, how far it is, why it goes back."""

    text = forms.CharField(
        label=gettext_lazy("怎么办的"), max_length=300, widget=BigText(rows=3),
        error_messages={"required": gettext_lazy("请写一句。")},
    )  # fmt: skip


class WallFilter(forms.Form):
    """Over the wall: words of a wish, and which hang first."""

    state = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    q = forms.CharField(label=gettext_lazy("心愿里的字词"), max_length=40, required=False)
    order = forms.ChoiceField(
        label=gettext_lazy("顺序"),
        required=False,
        choices=[
            ("", gettext_lazy("新的在前")),
            ("old", gettext_lazy("早的在前")),
            ("cost", gettext_lazy("花费少的在前")),
        ],
    )


def _tried(request: StaffRequest, form: forms.Form, act: Callable[[], object]) -> bool:
    """Act once for each form sent; a refusal goes to its field and the typed text stays."""

    def once() -> str:
        act()
        return request.path

    return bool(sending.tried(request, form, once, aliases={"cost": "yuan", "reason": "text"}))


@require_GET
def wall(request: StaffRequest) -> HttpResponse:
    """The wall: what may be taken, what I have taken."""
    state, form = request.GET.get("state", wishes.FREE), WallFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows, order = wishes.in_order(wishes.wall(state, text=asked.get("q", "")), asked.get("order", ""))
    page = paging.page(rows, order=order, request=request, size=_SIZE)
    context = {
        "page": page,
        "form": form,
        "filtered": bool(asked.get("q")),
        "may_export": policy.may(request.scope, "case.export"),
        "rows": wishes.shown(page.rows),
        "mine": wishes.mine(request.scope, now()),
        "state": state,
        "tabs": [
            (label, f"?state={code}", state == code, None)
            for code, label in (("free", _("待认领")), ("taken", _("已认领")), ("done", _("已圆梦")))
        ],
        "may_register": policy.may(request.scope, "case.register"),
    }
    return render(request, "desk/wishes.html", context)


def _wish(code: str) -> Wish:
    found = Wish.objects.select_related("case").filter(case__code=code.upper(), shown=True).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def wish(request: StaffRequest, code: str) -> HttpResponse:
    """One wish of the wall by its public words: 认领, 记进展, 圆梦了, 退回."""
    row = _wish(code)
    claim = WishClaim.objects.filter(wish=row, ended_at=None).first()
    mine = claim is not None and claim.post_id == request.scope.post_id
    take = TakeForm(request.POST or None, initial={"version": row.case.version})
    word = WordForm(request.POST or None)
    if request.method == "POST" and _act(request, row, take, word):
        return redirect("cases:wish", code)
    context: dict[str, Any] = {
        "row": wishes.shown([row])[0], "claim": claim, "mine": mine, "take": take, "word": word,
        "may_take": policy.may(request.scope, "case.claim_wish"), "working": row.case.state in ("in_progress", "redo"),
        "version": row.case.version,
    }  # fmt: skip
    # Only one of the two was sent: a conflict in it (409) counts before the emptiness of the other (422).
    status = min({sending.status_of(take), sending.status_of(word)} - {200}, default=200)
    return render(request, "desk/wish.html", context, status=status)


def _act(request: StaffRequest, row: Wish, take: TakeForm, word: WordForm) -> bool:
    """The button that was pressed."""
    policy_ok = policy.may(request.scope, "case.claim_wish")
    if not policy_ok:
        raise policy.NotYours
    who: dict[str, Any] = {"case_id": row.pk, "actor": request.actor, "at": now()}
    name = request.POST.get("do", "")
    if name == "claim":

        def claim() -> None:
            data = take.cleaned_data
            services.claim_wish(
                **who, group=data["group"], persons=data["persons"] or 1, version=data["version"]
            )

        done, said = _tried(request, take, claim), _("认领好了，社区会联系您。")
    elif name == "join":
        done, said = _tried(request, take, lambda: services.join_claim(**who)), _("已和他们一起认领。")
    elif name in _WORDS:
        verb, field, said = _WORDS[name]
        done = _tried(request, word, lambda: verb(**who, **{field: word.cleaned_data["text"]}))
    else:
        raise Http404
    if done:
        messages.success(request, str(said))
    return done


_WORDS: dict[str, tuple[Callable[..., object], str, Any]] = {
    "done": (services.fulfil_wish, "text", gettext_lazy("谢谢！社区核实后告诉心愿人。")),
    "move": (services.move_claim, "text", gettext_lazy("已记下。")),
    "back": (services.give_back, "reason", gettext_lazy("已退回墙上。")),
}


@require_http_methods(["GET", "POST"])
def hang(request: StaffRequest, code: str) -> HttpResponse:
    """Check a wish and hang it on the wall."""
    case = access.get_case_for(request.scope, code, "publish_wish")
    form = HangForm(request.POST or None, initial={"version": case.version})
    back = reverse("cases:page", args=[case.code])

    def act() -> None:
        data = form.cleaned_data
        services.publish_wish(
            case_id=case.pk, text=data["text"], consent=data["consent"], cost=int((data["yuan"] or 0) * 100),
            version=data["version"], actor=request.actor, at=now(),
        )  # fmt: skip

    if request.method == "POST" and _tried(request, form, act):
        messages.success(request, _("已上墙。"))
        return redirect(back)
    context = {"form": form, "title": _("核实上墙"), "back": back, "text": case.text, "case": case}
    return render(request, "desk/wish_form.html", context, status=sending.status_of(form))


@require_http_methods(["GET", "POST"])
def take_down(request: StaffRequest, code: str) -> HttpResponse:
    """Take a wish off the wall, with the reason."""
    case = access.get_case_for(request.scope, code, "publish_wish")
    form = WordForm(request.POST or None)
    back = reverse("cases:page", args=[case.code])
    who: dict[str, Any] = {"case_id": case.pk, "actor": request.actor, "at": now()}
    if request.method == "POST" and _tried(
        request, form, lambda: services.take_down_wish(**who, reason=form.cleaned_data["text"])
    ):
        return redirect(back)
    context = {"form": form, "title": _("从墙上撤下"), "back": back, "text": case.text, "case": case}
    return render(request, "desk/wish_form.html", context, status=sending.status_of(form))
