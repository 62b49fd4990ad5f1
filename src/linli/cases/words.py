"""The words of this room: refusals, buttons, what a reporter is told, reasons. Labels of codes are glossary terms."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domain.caseflow import Seen
from linli.domain.safety import Stop
from linli.mechanisms.queries import label

Words = Mapping[str, Promise | str]

#: Transition → the button's words, as the trade says them.
BUTTONS: Words = {
    "dispatch": gettext_lazy("派单"),
    "settle_on_spot": gettext_lazy("当场办结"),
    "merge": gettext_lazy("并入"),
    "refuse": gettext_lazy("不予受理"),
    "accept": gettext_lazy("签收"),
    "return": gettext_lazy("退单"),
    "submit_answer": gettext_lazy("提交办理结果"),
    "record_contact": gettext_lazy("记录联系"),
    "ask_help": gettext_lazy("请求协办"),
    "answer_help": gettext_lazy("提交协办情况"),
    "request_extension": gettext_lazy("申请延期"),
    "request_suspension": gettext_lazy("申请挂账"),
    "raise_level": gettext_lazy("提级办理"),
    "approve_return": gettext_lazy("同意改派"),
    "refuse_return": gettext_lazy("不同意"),
    "call_council": gettext_lazy("提请会商"),
    "rule_council": gettext_lazy("登记会商意见"),
    "approve_extension": gettext_lazy("同意"),
    "refuse_extension": gettext_lazy("不同意"),
    "approve_suspension": gettext_lazy("同意"),
    "refuse_suspension": gettext_lazy("不同意"),
    "resume": gettext_lazy("恢复办理"),
    "extend_suspension": gettext_lazy("续挂"),
    "pass_review": gettext_lazy("通过"),
    "verify": gettext_lazy("核查办结"),
    "send_back": gettext_lazy("退回补办"),
    "call_back": gettext_lazy("登记回访"),
    "not_reached": gettext_lazy("没联系上"),
    "close_not_reached": gettext_lazy("按未回访到办结"),
    "confirm": gettext_lazy("解决了"),
    "redo": gettext_lazy("重新办理"),
    "take_up": gettext_lazy("重新受理"),
    "exclude": gettext_lazy("申请剔除"),
    "decide_exclusion": gettext_lazy("审核剔除"),
    "unmerge": gettext_lazy("撤销并入"),
    "withdraw": gettext_lazy("撤回"),
    "urge": gettext_lazy("催办"),
    "focus": gettext_lazy("重点跟踪"),
    "note": gettext_lazy("记一笔"),
    "publish_wish": gettext_lazy("核实上墙"),
    "take_down_wish": gettext_lazy("撤下"),
    "claim_wish": gettext_lazy("认领"),
    "join_claim": gettext_lazy("一起认领"),
    "move_claim": gettext_lazy("记进展"),
    "give_back": gettext_lazy("退回墙上"),
    "thank": gettext_lazy("说声谢谢"),
}

#: What the reporter reads; "%(body)s", "%(reason)s", "%(day)s" are filled where known.
SEEN: Mapping[Seen, Promise | str] = {
    Seen.RECEIVED: gettext_lazy("已收到"),
    Seen.PASSED_ON: gettext_lazy("已转%(body)s"),
    Seen.IN_HAND: gettext_lazy("正在办理"),
    Seen.WAITING: gettext_lazy("暂时办不了：%(reason)s，%(day)s复核"),
    Seen.PLEASE_JUDGE: gettext_lazy("办好了，请您评价"),
    Seen.AGAIN: gettext_lazy("再次办理"),
    Seen.DONE: gettext_lazy("已办结"),
    Seen.NOT_ACCEPTED: gettext_lazy("不予受理"),
    Seen.JOINED: gettext_lazy("已和同一件事一起办理"),
    Seen.TAKEN_BACK: gettext_lazy("您已撤回"),
}

#: Refusal codes of ``domain.caserules`` and of the services here.
REFUSALS: Words = {
    "return_never": gettext_lazy("紧急事项不能退单，请先到现场处置，再说明责任单位。"),
    "return_after_ruling": gettext_lazy("这件诉求已经会商定了承办单位，不能再退。"),
    "return_once": gettext_lazy("本单位已经退过一次，不能再退。请提请会商或继续办理。"),
    "return_too_late": gettext_lazy("已超过退单时限，不能退单。请继续办理，或申请提级办理。"),
    "extension_never": gettext_lazy("这类诉求不能延期。"),
    "extension_used": gettext_lazy("延期只能申请一次，这件诉求已经延过。"),
    "extension_too_late": gettext_lazy("已经到期，不能再申请延期。延期要在到期前申请。"),
    "suspension_never": gettext_lazy("这类诉求不能挂账。"),
    "revisit_past": gettext_lazy("复核日要在今天以后。"),
    "revisit_too_far": gettext_lazy("复核日最长不超过90天，到期再续挂。"),
    "try_too_soon": gettext_lazy("刚联系过。请换个时间再联系，两次之间至少隔两小时。"),
    "review_own_work": gettext_lazy("办理情况要由承办单位以外的单位审核。"),
    "call_back_own_work": gettext_lazy("回访要由承办单位以外的单位来做。"),
    "call_back_by_platform": gettext_lazy("12345工单由12345平台回访，这里不再回访。"),
    "call_back_dispute": gettext_lazy("矛盾纠纷不做满意度回访，由核查人核查后办结。"),
    "reopen_too_late": gettext_lazy("办结已超过一个月。如果问题还在，请重新反映一件。"),
    "not_handler": gettext_lazy("这件诉求由别的单位承办，您不能替它办理。"),
    "withdrawn_matter": gettext_lazy(
        "第%(number)s项“%(matter)s”已由上级收回，由%(lead)s承担，不能派给街道社区。"
    ),
    "boundary_needed": gettext_lazy("物业问题派单前要写明责任边界。"),
    "fast_lane_no": gettext_lazy("这类诉求不能当场办结，请派单办理。"),
    "own_duplicate": gettext_lazy("不能并入它自己。"),
    "duplicate_chain": gettext_lazy("要并入的那件已经并入别的诉求，请并入最早的一件。"),
    "same_body": gettext_lazy("已经由这个单位承办。"),
    "tasks_open": gettext_lazy("还有%(open)s个协办单位没有完成，共%(all)s个。都完成后才能提交。"),
    "wait_council": gettext_lazy("已提请会商，请登记会商意见。"),
    "silent_not_yet": gettext_lazy("还没到按未回访到办结的条件：联系满三次，或满七天。"),
    "verify_needed": gettext_lazy("这件诉求没有可回访的反映人，请写明核查情况后办结。"),
    "word_unknown": gettext_lazy("这类诉求不由这样的核查人确认。"),
    "supervisor_only": gettext_lazy("这类诉求要由群众监督员确认后才能办结。"),
    "filing_too_late": gettext_lazy("已过报备时限，最迟应在%(day)s前报备，请另定日期。"),
    "filing_no_receipt": gettext_lazy("还没有登记上级的回执。请在报备件上登记回执和收到日期，再提交。"),
    "company_cannot_be_ordered": gettext_lazy("社区不能给企业下命令，请用问题转办单或整改提示。"),
    "not_your_result": gettext_lazy("这类诉求没有“%(result)s”这个办理结果。"),
    "reason_unknown": gettext_lazy("请从给出的理由里选一个。"),
    "excluded_already": gettext_lazy("这件诉求已经申请过剔除。"),
    "help_open": gettext_lazy("已经请这个单位协办了。"),
    "not_a_wish": gettext_lazy("只有微心愿能上墙认领。"),
    "not_on_wall": gettext_lazy("这个心愿不在墙上，可能已被认领或撤下，请看看别的心愿。"),
    "wish_too_dear": gettext_lazy("微心愿的花费不超过%(most)s元；再大的困难请按家庭帮扶需求登记。"),
    "claimed_by_other": gettext_lazy("这个心愿由别人认领了，您不能替他办。"),
    "claim_needs_body": gettext_lazy("请先选择您所在的单位或支部的岗位，再认领。"),
    "joined_already": gettext_lazy("您已经在这个认领里了。"),
    "no_request": gettext_lazy("没有等待审核的申请，可能已有人审过。"),
}

#: Why the public form stops, said to the one who typed.
STOPS: Mapping[Stop, Promise | str] = {
    Stop.FIRE: gettext_lazy("如果正在着火，请马上离开并拨打119。"),
    Stop.GAS: gettext_lazy("闻到燃气味请先关阀、开窗、到室外，再打电话，不要开关电器。"),
    Stop.TRAPPED: gettext_lazy("有人被困请马上拨打119。"),
    Stop.LIFE: gettext_lazy("有人有生命危险，请马上拨打110或120。想找人说说话，可拨打12356。"),
    Stop.MEDICAL: gettext_lazy("有人突发疾病或受伤，请马上拨打120。"),
    Stop.CRIME: gettext_lazy("遇到违法犯罪请马上拨打110。"),
    Stop.ACCUSATION: gettext_lazy("检举控告请向纪检监察机关反映：电话12388。这里没有保存您写的内容。"),
    Stop.LAWSUIT: gettext_lazy(
        "涉法涉诉的事请向法院（12368）反映，法律咨询可拨打12348。这里没有保存您写的内容。"
    ),
    Stop.PETITION: gettext_lazy("信访事项请到当地信访部门反映。这里没有保存您写的内容。"),
}

RETURN_REASONS: Words = {
    "not_our_duty": gettext_lazy("不属本单位职责"),
    "not_our_area": gettext_lazy("不在本单位辖区"),
    "matter_withdrawn": gettext_lazy("已由上级收回"),
    "matter_cooperate": gettext_lazy("应由牵头部门主办，我们配合"),
    "duplicate": gettext_lazy("与在办的诉求重复"),
}
EXCLUSION_REASONS: Words = {
    "unreasonable": gettext_lazy("诉求不合理"),
    "illegal": gettext_lazy("要求违反法律政策"),
    "beyond_law": gettext_lazy("超出现行政策"),
    "same_person_duplicate": gettext_lazy("同一人重复反映"),
    "not_this_unit": gettext_lazy("不属本单位职责"),
    "invalid_call_back": gettext_lazy("回访无效"),
    "consultation_only": gettext_lazy("仅为咨询"),
}
LIKENESS: Words = {
    "same_place": gettext_lazy("同一地点"),
    "near_place": gettext_lazy("邻近地点"),
    "same_category": gettext_lazy("同一分类"),
    "same_week": gettext_lazy("一周之内"),
    "same_words": gettext_lazy("说法相近"),
}


def refusal(code: str, **values: object) -> str:
    """The sentence of a refusal code."""
    text = str(REFUSALS[code])
    return text % values if values else text


def term(code: str) -> str:
    """The glossary's word for a code (kind, result, urgency, boundary …)."""
    return label(code)


def state(code: str) -> str:
    """「待派单」 … for a state code."""
    return label(f"state_{code}")


def button(name: str) -> str:
    """The words on the button of a transition."""
    return str(BUTTONS[name])


def not_possible(name: str, state_code: str) -> str:
    """Why a step is not possible from a state, and what the state is."""
    return _("现在是“%(state)s”，不能%(button)s。可能已有人办过，请刷新后再看。") % {
        "state": state(state_code),
        "button": button(name),
    }


#: Fields of transitions, for "still missing" sentences.
FIELDS: Words = {
    "body": gettext_lazy("承办单位"),
    "reason": gettext_lazy("理由"),
    "basis": gettext_lazy("依据"),
    "suggested": gettext_lazy("转办建议"),
    "text": gettext_lazy("说明"),
    "result": gettext_lazy("办理结果"),
    "into": gettext_lazy("并入哪一件"),
    "revisit_on": gettext_lazy("复核日"),
    "answers": gettext_lazy("回访结果"),
    "solved": gettext_lazy("是否解决"),
    "focus": gettext_lazy("是否重点跟踪"),
    "approve": gettext_lazy("审核意见"),
    "consent": gettext_lazy("本人同意"),
}


def missing(names: tuple[str, ...]) -> str:
    """「请填写：理由、依据」."""
    return _("请填写：%(fields)s。") % {"fields": "、".join(str(FIELDS.get(name, name)) for name in names)}
