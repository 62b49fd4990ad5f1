"""The sentences of events and messages of cases: what people read in a history and in their notices."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise | str]
Row = tuple[str, Promise | str, Mapping[str, str], Words]


def _e(
    name: str, sentence: Promise | str, *, refs: Mapping[str, str] | None = None, texts: Words | None = None
) -> Row:
    return name, sentence, refs or {}, texts or {}


text: Words = {"text": _("说明")}
reason: Words = {"reason": _("理由")}
basis: Words = {"basis": _("依据"), "text": _("说明")}
to_from = {"from": "body"}

#: Event name, sentence, which placeholders are names of what, and the labels of the personal texts.
EVENTS: tuple[Row, ...] = (
    _e("case.registered", _("登记诉求"), refs={"channel": "channel"}, texts={"text": _("反映内容")}),
    _e("case.dispatched", _("派给%(body)s"), texts=reason),
    _e("case.settled_on_spot", _("当场办结"), texts=text),
    _e("case.merged", _("并入%(into)s"), refs={"into": "case"}),
    _e("case.joined_by", _("%(case)s并入本件")),
    _e("case.unmerged", _("撤销并入%(from)s"), refs={"from": "case"}, texts=reason),
    _e("case.parted", _("%(case)s不再并入本件")),
    _e("case.refused", _("不予受理"), texts=text),
    _e("case.accepted", _("%(body)s签收")),
    _e(
        "case.return_asked",
        _("%(body)s申请退单：%(reason)s"),
        refs={"reason": "return_reason", "suggested": "body"},
        texts=basis,
    ),
    _e("case.return_approved", _("同意改派，由%(from)s改派%(body)s"), refs=to_from, texts=reason),
    _e("case.return_refused", _("不同意退单，仍由%(body)s承办"), refs=to_from, texts=reason),
    _e("case.council_called", _("提请会商"), texts=reason),
    _e(
        "case.council_ruled",
        _("会商确定由%(body)s承办"),
        refs=to_from,
        texts={"reason": _("会商意见"), "basis": _("依据")},
    ),
    _e("case.answered", _("提交办理结果：%(result)s"), texts={"text": _("办理情况"), "note": _("内部备注")}),
    _e("case.contacted", _("联系反映人"), texts=text),
    _e("case.help_asked", _("请%(body)s协办"), texts={"text": _("请协办的事")}),
    _e("case.help_answered", _("%(body)s提交协办情况"), texts={"text": _("协办情况")}),
    _e("case.help_given", _("记录救助行动"), texts=text),
    _e("case.extension_asked", _("申请延期"), texts=reason),
    _e("case.extension_approved", _("同意延期"), texts=reason),
    _e("case.extension_refused", _("不同意延期"), texts=reason),
    _e(
        "case.suspension_asked",
        _("申请挂账：%(reason)s，%(revisit_on)s复核"),
        refs={"reason": "suspension_reason"},
        texts=text,
    ),
    _e(
        "case.suspended",
        _("同意挂账：%(reason)s，%(revisit_on)s复核"),
        refs={"reason": "suspension_reason"},
        texts=reason,
    ),
    _e("case.suspension_refused", _("不同意挂账"), texts=reason),
    _e("case.suspension_extended", _("续挂到%(revisit_on)s"), texts=reason),
    _e("case.resumed", _("恢复办理"), texts=text),
    _e("case.raised", _("提级办理，由%(from)s转%(body)s"), refs=to_from, texts=reason),
    _e("case.passed", _("审核通过"), texts=text),
    _e("case.sent_back", _("退回补办"), texts=reason),
    _e("case.verified", _("核查办结：%(result)s"), texts={"text": _("核查情况")}),
    _e("case.called_back", _("回访，办结：%(result)s"), texts=text),
    _e("case.not_reached", _("第%(try)s次没联系上")),
    _e("case.closed_not_reached", _("按未回访到办结")),
    _e("case.confirmed", _("反映人评价，办结：%(result)s"), texts={"text": _("反映人的话")}),
    _e("case.reopened", _("第%(round)s次办理"), texts=reason),
    _e("case.taken_up", _("重新受理"), texts=reason),
    _e("case.exclusion_asked", _("申请剔除：%(reason)s"), refs={"reason": "exclusion_reason"}, texts=basis),
    _e("case.exclusion_decided", _("审核剔除申请"), texts=reason),
    _e("case.withdrawn", _("撤回"), texts=text),
    _e("case.urged", _("催办"), texts=text),
    _e("case.focused", _("调整重点跟踪"), texts=text),
    _e("case.noted", _("记一笔"), texts=text),
    _e("case.followed", _("又有居民反映同样的问题，共%(count)s人")),
    _e("case.handed_over", _("由%(from)s交接给%(to)s"), refs={"from": "post", "to": "post"}),
    _e("case.external_updated", _("按12345平台更新")),
    _e("case.beneficiaries_counted", _("登记受益对象%(count)s个")),
    _e("case.paper_made", _("出具%(paper_kind)s"), refs={"paper_kind": "paper_kind"}),
    _e("case.filed", _("上级收到报备件，收到日期%(on)s"), refs={"on": "paper_day"}),
    _e("case.unmasked", _("查看反映人联系方式"), texts=reason),
    _e("case.wish_published", _("核实并经本人同意，心愿上墙"), texts={"text": _("公开的说法")}),
    _e("case.wish_taken_down", _("心愿撤下"), texts=reason),
    _e("case.wish_claimed", _("%(body)s认领心愿（%(persons)s人）")),
    _e("case.claim_joined", _("%(body)s一起认领")),
    _e("case.claim_moved", _("记录圆梦进展"), texts=text),
    _e("case.claim_returned", _("认领退回墙上"), texts=reason),
    _e("case.thanked", _("心愿人道谢"), texts={"text": _("感谢的话")}),
    _e("case.rebased", _("改按机制的新规定办理")),
    _e("joint.recorded", _("记录三方联动")),
    _e("joint.party_added", _("补记一方参加")),
)

#: Message code → sentence; a message never holds a name, a phone or a room.
MESSAGES: Words = {
    "case.to_sign": _("%(subject)s待签收"),
    "case.to_review": _("%(subject)s待审核"),
    "case.return_asked": _("%(subject)s申请退单"),
    "case.return_refused": _("%(subject)s不同意退单"),
    "case.extension_asked": _("%(subject)s申请延期"),
    "case.extension_decided": _("%(subject)s延期已审"),
    "case.suspension_asked": _("%(subject)s申请挂账"),
    "case.suspension_decided": _("%(subject)s挂账已审"),
    "case.resumed": _("%(subject)s恢复办理"),
    "case.sent_back": _("%(subject)s退回补办"),
    "case.reopened": _("%(subject)s反映人说没解决，请重新办理"),
    "case.help_asked": _("%(subject)s请您协办"),
    "case.help_answered": _("%(subject)s协办单位已答复"),
    "case.urged": _("%(subject)s被催办"),
    "case.withdrawn": _("%(subject)s已撤回"),
    "case.cluster_drafted": _("%(subject)s，请看要不要督办"),
    "case.handed_over": _("%(subject)s已交接给您"),
    "case.wish_claimed": _("%(subject)s有人认领了，请联系心愿人"),
    "case.claim_idle": _("%(subject)s认领后一直没动，已退回墙上"),
    "case.claim_returned": _("%(subject)s认领退回，已重新上墙"),
    "case.claim_joined": _("%(subject)s有人和您一起认领"),
    "case.thanked": _("%(subject)s心愿人向您道谢"),
}
