"""What figures may count of cases: the columns, dates and relations that mechanism files can name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases import words
from linli.cases.models import KEPT_BY, Answer, Beneficiary, Case, Exclusion, Extension, Suspension
from linli.cases.queries.lists import COUNTED, COUNTED_STAGES
from linli.cases.queries.page import category_word
from linli.definitions import get_library
from linli.definitions.cases import CaseKind, Field
from linli.domain.calendar import local_day
from linli.mechanisms.queries import label
from linli.organizations.models import Post
from linli.records import measures
from linli.records.measures import Column, ColumnKind, Distinct, LeftOut, Line


def _lines(rows: Iterable[Any]) -> list[Line]:
    held = list(rows)
    names = areas.full_names({case.area_id for case in held}, top="street")
    return [
        Line(
            case.pk,
            f"{case.code} {case.title}",
            reverse("cases:page", args=[case.code]),
            " · ".join(x for x in (names.get(case.area_id, ""), words.state(case.state)) if x),
            case.closed_at or case.reported_at,
        )
        for case in held
    ]


def _left_out(ids: list[int]) -> Mapping[int, LeftOut]:
    rows = list(Exclusion.objects.filter(case_id__in=ids, decision="approved").order_by("decided_at"))
    posts = Post.objects.in_bulk([row.decided_post_id for row in rows if row.decided_post_id])
    return {
        row.case_id: LeftOut(
            str(words.EXCLUSION_REASONS.get(row.reason, row.reason)),
            row.basis,
            str(posts.get(row.decided_post_id or 0, "")),
            local_day(row.decided_at) if row.decided_at else None,
        )
        for row in rows
    }


def _has(model: Any) -> Any:
    return lambda: Q(Exists(model.objects.filter(case_id=OuterRef("pk"))))


def _sensitive() -> Q:
    kinds = [kind.id for kind in get_library().case_kinds.values() if kind.visibility == "staff_only"]
    return Q(kind__in=kinds)


#: Whose word closed a case, and how content the reporter was; states and results have terms of their own.
SAID = {
    "reporter": _("反映人"),
    "verifier": _("核查人"),
    "supervisor": _("督查人员"),
    "platform": _("热线平台"),
    "satisfied": _("满意"),
    "basic": _("基本满意"),
    "unsatisfied": _("不满意"),
}


def _said(code: str) -> str:
    return str(SAID.get(code, code))


COLUMNS = (
    Column("kind", "text", _("类型"), words=label),
    Column("category", "text", _("事项分类"), words=category_word),
    Column("urgency", "text", _("紧急程度"), words=label),
    Column("channel", "text", _("受理渠道"), words=label),
    Column("boundary", "text", _("责任边界"), words=label),
    Column("source", "text", _("来源系统")),
    Column("bundle", "text", _("来函")),
    Column("state", "text", _("状态"), span="state", words=words.state),
    Column("stage", "text", _("阶段")),
    Column("result", "text", _("办理结果"), span="result", words=label),
    Column("word", "text", _("由谁确认"), span="word", words=_said),
    Column("satisfied", "text", _("满意度"), words=_said),
    Column("on_time", "boolean", _("按期")),
    Column("fast_lane", "boolean", _("当场办结")),
    Column("excluded", "boolean", _("已剔除"), span="excluded"),
    Column("round", "integer", _("办理轮次"), span="round"),
    Column("lead_body", "integer", _("主办单位"), path="lead_body_id", span="lead_body_id"),
    Column("about_body", "integer", _("反映对象"), path="about_body_id"),
    Column("beneficiaries", "integer", _("受益人数（估算）")),
    Column("households", "integer", _("受益户数")),
    Column("reported_at", "instant", _("反映时间")),
    Column("dispatched_at", "instant", _("派单时间")),
    Column("contacted_at", "instant", _("联系反映人时间")),
    Column("answered_at", "instant", _("答复时间")),
    Column("closed_at", "instant", _("办结时间")),
    Column("next_due", "instant", _("期限")),
)


def _of_kind(kind_id: str) -> measures.RecordSet | None:
    """``cases:members_opinion``: the cases of one kind, with the fields of the kind as further columns."""
    kind = get_library().case_kinds.get(kind_id)
    whole = measures.get("cases")
    if kind is None or whole is None:
        return None
    return replace(
        whole,
        id=f"cases:{kind_id}",
        label=label(kind.term),
        columns=(*COLUMNS, *_fields(kind)),
        # Every case was reported some day; the first date is the one by which records begin.
        dates=("reported_at", *(name for name in whole.dates if name != "reported_at")),
        base=lambda: Q(kind=kind_id),
        listed=lambda sought: _listed(kind, sought),
        # Counts are kept for all cases together; those of a kind are read from its rows.
        kept_by=(),
    )


def _listed(kind: CaseKind, sought: measures.Sought) -> str | None:
    """The list of cases that shows just these: of a place, of days, counted ones, with one choice of one field."""
    asked = {"kind": kind.id, "place": str(sought.area_id)}
    if sought.dated != "reported_at":
        return None
    choices = {one.id for one in kind.fields if one.options}
    for name, values in sought.where:
        if values is None:
            return None
        if name == "stage" and set(values) == set(COUNTED_STAGES):
            asked["state"] = COUNTED
        elif name in choices and len(values) == 1 and "choice" not in asked:
            asked["choice"] = f"{name}:{values[0]}"
        else:
            return None
    if sought.start is not None:
        asked["since"] = sought.start.isoformat()
    return reverse("cases:list", query=asked | {"until": (sought.end - timedelta(days=1)).isoformat()})


_NUMBERS = ("integer", "quantity", "money")


def _fields(kind: CaseKind) -> Iterable[Column]:
    """The fields that name nobody; a field called like a column of all cases stays out."""
    taken = {one.name for one in COLUMNS}
    for one in kind.fields:
        if one.personal or one.id in taken:
            continue
        told: ColumnKind = "integer" if one.type in _NUMBERS else "text"
        words = _options(one) if one.options else None
        title = one.names.in_(get_language() or "zh-hans")
        yield Column(one.id, told, title, path=f"fields__{one.id}", words=words)


def _options(field: Field) -> Callable[[str], str]:
    held = {one.id: one.names for one in field.options}
    return lambda code: held[code].in_(get_language() or "zh-hans") if code in held else code


def register() -> None:
    """Called once at start."""
    served = {
        kind: Distinct(
            f"served_{kind}",
            title,
            lambda kind=kind: Beneficiary.objects.filter(kind=kind),  # type: ignore[misc]
            "case",
            "key",
        )
        for kind, title in (
            ("household", _("服务户数")),
            ("person", _("服务人数")),
            ("business", _("服务企业（商户）")),
        )
    }
    measures.register(
        measures.RecordSet(
            id="cases",
            label=_("诉求"),
            model=Case,
            columns=COLUMNS,
            dates=("closed_at", "reported_at", "dispatched_at", "answered_at", "next_due"),
            visible=lambda rows, scope: policy.filter(rows, scope, "case.view"),
            lines=_lines,
            body="lead_body",
            sums=("beneficiaries", "households"),
            distincts=tuple(served.values()),
            relations={"answer": _has(Answer), "extension": _has(Extension), "suspension": _has(Suspension)},
            left_out=_left_out,
            sensitive=_sensitive,
            opens_all=lambda scope: {"own", "below"} <= set(policy.relations_for(scope, "case.view")),
            kind="case",
            kept_by=KEPT_BY,
        )
    )
    # Not told among all sets: the rows stand in ``cases`` already.
    measures.register_family("cases", _of_kind, lambda: ())
