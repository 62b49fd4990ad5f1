"""The closed lists of the schema, each id a glossary term; one place so that data, rules and tests agree."""

from __future__ import annotations

from typing import Annotated, Literal

from linli.definitions.reader import Ref

TermId = Annotated[str, Ref("term")]
RoleId = Annotated[str, Ref("role")]
CategoryId = Annotated[str, Ref("category")]
ClockId = Annotated[str, Ref("clock")]
ChannelId = Annotated[str, Ref("channel")]
LimitsId = Annotated[str, Ref("limits")]
CaseKindId = Annotated[str, Ref("case_kind")]
DutyKindId = Annotated[str, Ref("duty_kind")]
RollKindId = Annotated[str, Ref("roll_kind")]
RegisterKindId = Annotated[str, Ref("register_kind")]
VisitKindId = Annotated[str, Ref("visit_kind")]
ActivityKindId = Annotated[str, Ref("activity_kind")]
ResourceKindId = Annotated[str, Ref("resource_kind")]
AgreementId = Annotated[str, Ref("agreement")]
ReportFormId = Annotated[str, Ref("report_form")]
IndicatorId = Annotated[str, Ref("indicator")]
RankingId = Annotated[str, Ref("ranking")]
BulletinId = Annotated[str, Ref("bulletin")]
MechanismId = Annotated[str, Ref("mechanism")]
SourceId = Annotated[str, Ref("source")]

#: The trade's own subjects, in the order of the library page:
#: 群众诉求 小区治理 党建共建 项目攻坚 督查落实 为民服务.
Subject = Literal[
    "subject_voices",
    "subject_estates",
    "subject_party_building",
    "subject_projects",
    "subject_supervision",
    "subject_services",
]
SUBJECTS: tuple[str, ...] = Subject.__args__  # type: ignore[attr-defined]

#: How pressing a matter is (practice.md C1.5); the clock of a case follows from it.
Urgency = Literal["emergency", "livelihood", "ordinary", "complex", "consultation"]
URGENCIES: tuple[str, ...] = Urgency.__args__  # type: ignore[attr-defined]

#: What came of a case (trade.md, "Results"); the last three are for disputes.
Result = Literal[
    "solved",
    "partly_solved",
    "explained",
    "transferred",
    "unreasonable_explained",
    "not_reached",
    "verbal_settlement",
    "written_mediation",
    "referred_to_court",
]
RESULTS: tuple[str, ...] = Result.__args__  # type: ignore[attr-defined]

#: Whose matter a property problem is (trade.md 9).
Boundary = Literal["property_duty", "owner_part", "warranty", "maintenance_fund", "utility_company"]
BOUNDARIES: tuple[str, ...] = Boundary.__args__  # type: ignore[attr-defined]

#: Why a matter may wait (practice.md C1.4 挂账; trade.md 9).
SuspensionReason = Literal["history", "funds", "season", "court", "maintenance_fund_vote", "other_project"]
SUSPENSION_REASONS: tuple[str, ...] = SuspensionReason.__args__  # type: ignore[attr-defined]

#: Units of a time limit. "natural" counts every day, "working" follows the calendar with make-up workdays.
Unit = Literal[
    "natural_minute",
    "natural_hour",
    "natural_day",
    "natural_month",
    "working_minute",
    "working_hour",
    "working_day",
]

#: Where the end of a step lies on its day: to the minute, the end of office hours, or midnight.
End = Literal["exact", "work_end", "day_end"]

#: Who must say that it is done before a case counts as solved.
Confirmer = Literal["reporter", "verifier", "supervisor"]

#: Who gives the answer about a matter of the 履职事项清单.
MatterKind = Literal["matter_basic", "matter_cooperate", "matter_withdrawn"]

#: What a field of a case holds.
FieldType = Literal[
    "text",
    "long_text",
    "choice",
    "integer",
    "money",
    "quantity",
    "boolean",
    "day",
    "instant",
    "place",
    "body",
    "people",
]

#: Which rows an indicator would count etc.: capabilities of field/mechanisms.md section 6.
Capability = Literal[
    "K01", "K02", "K03", "K04", "K05", "K06", "K07", "K08", "K09",
    "K10", "K11", "K12", "K13", "K14", "K15", "K16", "K17", "K18",
]  # fmt: skip
