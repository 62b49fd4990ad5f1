"""The forms of the verbs: the fields the table requires and the few that may be added, in the words of the trade.

``form_for(name, case, …)`` gives the form of a transition; what it cleans goes to ``acting.act``. Typed text survives.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases import rules, words
from linli.cases.models import Case
from linli.mechanisms.queries import label
from linli.organizations import queries as organizations
from linli.organizations.models import Organization

if TYPE_CHECKING:
    BodyBase = forms.ModelChoiceField[Organization]
else:
    BodyBase = forms.ModelChoiceField


def _text(
    title: Any, *, rows: int = 3, required: bool = True, longest: int = 500, hint: Any = ""
) -> forms.CharField:
    return forms.CharField(
        label=title,
        required=required,
        max_length=longest,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class VerbForm(forms.Form):
    """Base: carries the version the page was read at, so that two people do not overwrite each other."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, case: Case, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["version"].initial = case.version
        self.prepare(case, at)

    def prepare(self, case: Case, at: datetime) -> None:
        """Fill choices from the case; overridden where there are any."""


class BodyField(BodyBase):
    """A body by id; the page may put a search box (ComboBox) in front of it."""

    def __init__(self, title: Any, *, required: bool = True) -> None:
        super().__init__(Organization.objects.none(), label=title, required=required)

    def offer(self, case: Case, at: datetime) -> None:
        """Bodies that answer for the place; any other living body may be sent by id."""
        from linli.domain.calendar import local_day

        near = organizations.responsible_for(case.area_id, None, local_day(at))
        ids = [item.organization.pk for item in near]
        self.queryset = Organization.objects.all()
        self.widget.choices = [("", "—")] + [
            (item.organization.pk, str(item.organization)) for item in near[:40]
        ]
        self.near = ids


class Dispatch(VerbForm):
    """派单."""

    body = BodyField(_("承办单位"))
    reason = _text(_("派单理由"), rows=2, longest=300)
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False)
    boundary = forms.ChoiceField(label=_("责任边界"), required=False)
    helpers = forms.ModelMultipleChoiceField(Organization.objects.all(), label=_("协办单位"), required=False)

    def prepare(self, case: Case, at: datetime) -> None:
        """Choices of the kind; the proposal fills body and reason."""
        kind = rules.kind_of(case)
        _offer(self, "body", case, at)
        self.fields["helpers"].widget.choices = self.fields["body"].widget.choices[1:]
        _choices(self, "urgency", kind.clocks, current=case.urgency)
        _choices(self, "boundary", kind.boundaries, current=case.boundary)
        if not kind.boundaries:
            del self.fields["boundary"]


class OneText(VerbForm):
    """One text that is required (当场办结, 不予受理, 退回补办 …)."""

    text = _text(_("说明"))


class OneReason(VerbForm):
    """One reason that is required."""

    reason = _text(_("理由"))


class MaybeText(VerbForm):
    """A text that may stay empty."""

    text = _text(_("说明"), required=False)


class Plain(VerbForm):
    """Nothing to fill: one tap."""


class Into(VerbForm):
    """并入: the code of the other case."""

    into = forms.CharField(label=_("并入哪一件（编号）"), max_length=16)

    def clean_into(self) -> int:
        """The id behind a code."""
        code = str(self.cleaned_data["into"]).strip().upper()
        found = Case.objects.filter(code=code).values_list("pk", flat=True).first()
        if found is None:
            raise forms.ValidationError(_("没有编号是“%(code)s”的诉求。") % {"code": code})
        return int(found)


class Return(VerbForm):
    """退单."""

    reason = forms.ChoiceField(label=_("退单理由"), choices=list(words.RETURN_REASONS.items()))
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("如：配合履职事项第37项"))
    suggested = BodyField(_("转办建议"), required=False)
    suggested_text = forms.CharField(label=_("或写明单位"), max_length=80, required=False)
    text = _text(_("补充说明"), required=False)

    def prepare(self, case: Case, at: datetime) -> None:
        """Bodies near the place."""
        _offer(self, "suggested", case, at)

    def clean(self) -> dict[str, Any]:
        """Whom instead must be said one way or the other."""
        data = super().clean() or {}
        if not data.get("suggested") and not data.get("suggested_text"):
            self.add_error("suggested", _("请写明应由哪个单位办理。"))
        return data


class Redirect(VerbForm):
    """同意改派, 登记会商意见, 提级办理: a body and why."""

    body = BodyField(_("承办单位"))
    reason = _text(_("意见"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)

    def prepare(self, case: Case, at: datetime) -> None:
        """Bodies near the place; the one that the unit suggested first."""
        _offer(self, "body", case, at)
        asked = case.returnrequests.order_by("-pk").first()
        if asked and asked.suggested_id:
            self.fields["body"].initial = asked.suggested_id


class Answer(VerbForm):
    """提交办理结果: one field is enough (B4); the result is chosen already."""

    result = forms.ChoiceField(label=_("办理结果"))
    text = _text(
        _("办理情况"), rows=5, longest=5000, hint=_("怎么办的、结果怎样、怎么答复群众的，写在一起。")
    )
    note = _text(_("内部备注"), required=False, longest=2000)
    households = forms.IntegerField(label=_("受益户数"), required=False, min_value=0, max_value=1_000_000)
    persons_each = forms.IntegerField(label=_("每户人数"), required=False, min_value=1, max_value=20)
    beneficiary_basis = forms.CharField(label=_("估算依据"), required=False, max_length=120)

    def prepare(self, case: Case, at: datetime) -> None:
        """Results of the kind; estimates only where the kind counts them."""
        del at
        kind = rules.kind_of(case)
        results = [code for code in kind.results if code != "not_reached"]
        _choices(self, "result", results, current=results[0])
        if not kind.beneficiaries:
            for name in ("households", "persons_each", "beneficiary_basis"):
                del self.fields[name]


class Contact(VerbForm):
    """记录联系."""

    reached = forms.TypedChoiceField(
        label=_("联系上了吗"),
        choices=[("1", _("联系上了")), ("0", _("没联系上"))],
        coerce=lambda v: v == "1",
        initial="1",
    )
    text = _text(_("说了什么"), required=False)


class Help(VerbForm):
    """请求协办."""

    body = BodyField(_("协办单位"))
    text = _text(_("请协办的事"), longest=300)

    def prepare(self, case: Case, at: datetime) -> None:
        """Bodies near the place."""
        _offer(self, "body", case, at)


class Suspend(VerbForm):
    """申请挂账."""

    reason = forms.ChoiceField(label=_("挂账原因"))
    revisit_on = forms.DateField(label=_("复核日"), widget=forms.DateInput(attrs={"type": "date"}))
    text = _text(_("说明"), required=False)

    def prepare(self, case: Case, at: datetime) -> None:
        """Reasons that the kind knows."""
        del at
        _choices(self, "reason", rules.kind_of(case).suspension_reasons)


class Wait(VerbForm):
    """续挂."""

    reason = _text(_("理由"))
    revisit_on = forms.DateField(label=_("复核日"), widget=forms.DateInput(attrs={"type": "date"}))


class CallBack(VerbForm):
    """登记回访: three answers (B20: three taps)."""

    contacted = forms.TypedChoiceField(
        label=_("承办单位联系过您吗"),
        choices=[("1", _("联系过")), ("0", _("没联系"))],
        coerce=lambda v: v == "1",
    )
    solved = forms.ChoiceField(
        label=_("问题解决了吗"),
        choices=[("yes", _("解决了")), ("partly", _("解决了一部分")), ("no", _("没解决"))],
    )
    satisfied = forms.ChoiceField(
        label=_("对办理满意吗"),
        required=False,
        choices=[
            ("satisfied", _("满意")),
            ("basic", _("基本满意")),
            ("unsatisfied", _("不满意")),
            ("", _("没评价")),
        ],
    )
    text = _text(_("反映人的话"), required=False)


class Exclude(VerbForm):
    """申请剔除."""

    reason = forms.ChoiceField(label=_("剔除理由"), choices=list(words.EXCLUSION_REASONS.items()))
    basis = forms.CharField(label=_("依据"), max_length=200)
    text = _text(_("说明"), required=False)


class Yes(VerbForm):
    """A decision on an exclusion."""

    approve = forms.TypedChoiceField(
        label=_("审核意见"), choices=[("1", _("同意")), ("0", _("不同意"))], coerce=lambda v: v == "1"
    )
    reason = _text(_("说明"), required=False)


FORMS: Mapping[str, type[VerbForm]] = {
    "dispatch": Dispatch,
    "settle_on_spot": OneText,
    "merge": Into,
    "refuse": OneText,
    "accept": Plain,
    "return": Return,
    "submit_answer": Answer,
    "record_contact": Contact,
    "ask_help": Help,
    "answer_help": OneText,
    "request_extension": OneReason,
    "request_suspension": Suspend,
    "raise_level": Redirect,
    "approve_return": Redirect,
    "refuse_return": OneReason,
    "call_council": OneReason,
    "rule_council": Redirect,
    "approve_extension": Plain,
    "refuse_extension": OneReason,
    "approve_suspension": Plain,
    "refuse_suspension": OneReason,
    "resume": MaybeText,
    "extend_suspension": Wait,
    "pass_review": MaybeText,
    "send_back": OneText,
    "call_back": CallBack,
    "not_reached": Plain,
    "close_not_reached": Plain,
    "redo": OneReason,
    "take_up": OneReason,
    "exclude": Exclude,
    "decide_exclusion": Yes,
    "unmerge": OneReason,
    "withdraw": MaybeText,
    "urge": MaybeText,
    "focus": MaybeText,
    "note": OneText,
}


def form_for(
    name: str, case: Case, at: datetime, data: Mapping[str, Any] | None = None, **kwargs: Any
) -> VerbForm:
    """The form of a transition, empty or filled. Raises KeyError for an unknown name."""
    return FORMS[name](data, case=case, at=at, **kwargs)


def _offer(form: forms.Form, name: str, case: Case, at: datetime) -> None:
    field = form.fields[name]
    assert isinstance(field, BodyField)
    field.offer(case, at)


def _choices(form: forms.Form, name: str, codes: Any, *, current: str = "") -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(code, label(code)) for code in codes]
    field.initial = current
