"""One small form per button of a case; its fields are what the transition asks, in the order people think."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases import access, rules, words
from linli.cases.errors import NoSuchCase
from linli.cases.formparts import ActForm, BodyField, long_text
from linli.cases.queries.categories import category_choices
from linli.domain.calendar import local_day
from linli.mechanisms.queries import label
from linli.organizations import queries as organizations
from linli.records.errors import NotAllowed
from linli.records.time import now
from linli.ui.widgets import BigText, Choices, DateInput, ManyChoices, Numbers, PhotoField

#: Bodies near the place that are offered as helpers.
NEAR = 12


class DispatchForm(ActForm):
    """Whom, and why; what the desk corrects on the way."""

    body_id = BodyField(label=_("承办单位（主办）"))
    reason = long_text(_("派单理由"), rows=2)
    category = forms.ChoiceField(label=_("事项分类"), required=False)
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False, widget=Choices)
    boundary = forms.ChoiceField(label=_("责任边界"), required=False, widget=Choices)
    helper_ids = forms.TypedMultipleChoiceField(
        label=_("协办单位"), required=False, coerce=int, widget=ManyChoices
    )
    rare = ("helper_ids",)

    def adapt(self) -> None:
        kind = rules.kind_of(self.case)
        self._choices("urgency", kind.clocks)
        self._choices("boundary", kind.boundaries)
        choice, helpers = self.fields["category"], self.fields["helper_ids"]
        assert isinstance(choice, forms.ChoiceField)
        assert isinstance(helpers, forms.TypedMultipleChoiceField)
        choice.choices = category_choices(self.case.area_id, now())
        near = organizations.responsible_for(self.case.area_id, None, local_day(now()))
        helpers.choices = [(item.organization.pk, str(item.organization)) for item in near[:NEAR]]

    def _choices(self, name: str, codes: Any) -> None:
        choice = self.fields[name]
        assert isinstance(choice, forms.ChoiceField)
        if len(list(codes)) < 2:
            del self.fields[name]
        else:
            choice.choices = [(code, label(code)) for code in codes]


class TextForm(ActForm):
    """One sentence."""

    text = long_text(_("说明"))


class ReasonForm(ActForm):
    """Why."""

    reason = long_text(_("理由"))


class OptionalReasonForm(ActForm):
    """An opinion, if there is one to give."""

    reason = long_text(_("审核意见"), required=False, rows=2)


class OptionalTextForm(ActForm):
    """A remark, if there is one."""

    text = long_text(_("说明"), required=False, rows=2)


class SettleForm(ActForm):
    """当场办结: one sentence."""

    text = long_text(_("怎么办的"), rows=2)


class MergeForm(ActForm):
    """The other case by its code: one the desk may join others to."""

    into_id = forms.CharField(label=_("并入哪一件（编号）"), max_length=20)

    def clean_into_id(self) -> int:
        try:
            found = access.get_case_for(self.scope, self.cleaned_data["into_id"], "merge")
        except NoSuchCase as error:
            raise forms.ValidationError(_("没有这个编号的诉求，请对照后再填。")) from error
        except NotAllowed as error:
            raise forms.ValidationError(str(error)) from error
        return int(found.pk)


class ReturnForm(ActForm):
    """退单: reason, basis, and whom instead."""

    reason = forms.ChoiceField(
        label=_("退单理由"), choices=list(words.RETURN_REASONS.items()), widget=Choices
    )
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("文件、清单序号或范围图"))
    suggested_id = BodyField(label=_("转办建议"), required=False)
    suggested_text = forms.CharField(label=_("或写明单位"), max_length=80, required=False)
    text = long_text(_("补充说明"), required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        """Whom instead must be said one way or the other."""
        data = super().clean() or {}
        if not (data.get("suggested_id") or data.get("suggested_text") or "suggested_id" in self.errors):
            self.add_error("suggested_id", _("请写明应由哪个单位办理。"))
        return data


class AnswerForm(ActForm):
    """One 「办理情况」: answer to the resident, result and proof in one."""

    text = forms.CharField(
        label=_("办理情况"),
        max_length=2000,
        widget=BigText(rows=4),
        help_text=_("写清做了什么、结果怎样，群众看得到这段话。"),
        error_messages={"required": _("请写办理情况。")},
    )
    result = forms.ChoiceField(label=_("办理结果"), widget=Choices)
    photos = PhotoField(label=_("照片（可不传）"), most=3)
    note = long_text(_("内部备注（群众看不到）"), required=False, rows=2)
    households = forms.IntegerField(
        label=_("受益户数（估算，可不填）"), required=False, min_value=1, max_value=100_000, widget=Numbers()
    )
    persons_each = forms.IntegerField(
        label=_("每户人数"), required=False, min_value=1, max_value=20, widget=Numbers()
    )
    beneficiary_basis = forms.CharField(label=_("估算依据"), required=False, max_length=120)
    rare = ("note", "households", "persons_each", "beneficiary_basis")

    def adapt(self) -> None:
        choice = self.fields["result"]
        assert isinstance(choice, forms.ChoiceField)
        kind = rules.kind_of(self.case)
        codes = [code for code in kind.results if code not in {"not_reached", "withdrawn"}]
        if not kind.beneficiaries:
            for name in ("households", "persons_each", "beneficiary_basis"):
                del self.fields[name]
        choice.choices = [(code, label(code)) for code in codes]
        choice.initial = codes[0] if codes else ""


class ContactForm(ActForm):
    """记录联系."""

    reached = forms.TypedChoiceField(
        label=_("联系上了吗"),
        choices=[("yes", _("联系上了")), ("no", _("没联系上"))],
        coerce=lambda value: value == "yes",
        initial="yes",
        widget=Choices,
    )
    text = long_text(_("说了什么"), required=False, rows=2)


class HelpForm(ActForm):
    """请求协办."""

    body_id = BodyField(label=_("请谁协办"))
    text = long_text(_("请协办的事"), rows=2)


class SuspendForm(ActForm):
    """申请挂账."""

    reason = forms.ChoiceField(label=_("挂账原因"), widget=Choices)
    revisit_on = forms.DateField(
        label=_("复核日"), widget=DateInput(), help_text=_("最长90天，到期自动恢复办理。")
    )
    text = long_text(_("具体情况"), required=False, rows=2)

    def adapt(self) -> None:
        choice = self.fields["reason"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(code, label(code)) for code in rules.kind_of(self.case).suspension_reasons]
        self.fields["revisit_on"].initial = local_day(now()) + timedelta(days=30)


class ExtendSuspensionForm(ActForm):
    """续挂."""

    reason = long_text(_("为什么还办不了"))
    revisit_on = forms.DateField(label=_("新的复核日"), widget=DateInput())


class RaiseForm(ActForm):
    """提级办理."""

    body_id = BodyField(label=_("提到哪个上级单位"))
    reason = long_text(_("提级理由"), rows=2)


class RerouteForm(ActForm):
    """同意改派: another body, with the suggestion as first choice."""

    body_id = BodyField(label=_("改派给"), required=False)
    reason = long_text(_("审核意见"), rows=2)

    def adapt(self) -> None:
        request = self.case.returnrequests.order_by("-pk").first()
        if request is not None:
            self.fields["body_id"].initial = request.suggested_id


class CouncilForm(ActForm):
    """登记会商意见: kept as 派单参考案例."""

    body_id = BodyField(label=_("会商确定的承办单位"))
    reason = long_text(_("会商意见"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False)


class ReviewForm(ActForm):
    """通过; where the check is the last word, what was checked is asked."""

    text = long_text(_("核查情况"), required=False, rows=2)

    def adapt(self) -> None:
        from linli.cases.services.closing import verifying

        if verifying(self.case):
            self.fields["text"].required = True
            self.fields["text"].help_text = _("这件诉求没有可回访的反映人，写明看到了什么，核查后办结。")
        else:
            del self.fields["text"]


class CallBackForm(ActForm):
    """回访: three questions, one tap each; the third is the button that saves (desk/parts/act_form.html)."""

    #: The question whose answers are the buttons of the form.
    finish = "satisfied"

    contacted = forms.TypedChoiceField(
        label=_("承办单位联系过您吗"),
        choices=[("yes", _("联系过")), ("no", _("没联系"))],
        coerce=lambda value: value == "yes",
        widget=Choices,
    )
    solved = forms.ChoiceField(
        label=_("问题解决了吗"),
        choices=[("yes", _("解决了")), ("partly", _("部分解决")), ("no", _("没解决"))],
        widget=Choices,
    )
    satisfied = forms.ChoiceField(
        label=_("您满意吗"),
        choices=[("satisfied", _("满意")), ("basic", _("基本满意")), ("unsatisfied", _("不满意"))],
        widget=Choices,
    )
    text = long_text(_("群众原话（可不填）"), required=False, rows=2)


class ExcludeForm(ActForm):
    """申请剔除."""

    reason = forms.ChoiceField(
        label=_("剔除理由"), choices=list(words.EXCLUSION_REASONS.items()), widget=Choices
    )
    basis = forms.CharField(label=_("依据"), max_length=200)
    text = long_text(_("具体情况"), required=False, rows=2)


class DecideExclusionForm(ActForm):
    """审核剔除."""

    approve = forms.TypedChoiceField(
        label=_("审核意见"),
        choices=[("yes", _("同意剔除")), ("no", _("不同意"))],
        coerce=lambda value: value == "yes",
        widget=Choices,
    )
    reason = long_text(_("说明"), required=False, rows=2)
