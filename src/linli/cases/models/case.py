"""The case as it stands now. How it came there lies in events and spans; whoever may be named, in ``Contact``."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.cases.models.counted import CountedRows
from linli.domain.caseflow import ENDED, HANDLING, State
from linli.domain.caserules import counts_as_solved
from linli.organizations.models import Organization, Post
from linli.records.models import Subject

#: Name of the other platform that is master of its orders.
SOURCE_HOTLINE = "hotline12345"


class Stage(models.TextChoices):
    """The entries of the menu: coarser than the state, so that each list is one range of an index."""

    DISPATCH = "dispatch", _("待派单")
    WORK = "work", _("在办")
    CALL_BACK = "call_back", _("待回访")
    SUSPENDED = "suspended", _("挂账")
    CLOSED = "closed", _("已办结")
    ENDED = "ended", _("不予受理、并入和撤回")


#: In any of them something is still owed.
OPEN_STAGES = (Stage.DISPATCH, Stage.WORK, Stage.CALL_BACK, Stage.SUSPENDED)

_STAGES = {
    State.TO_DISPATCH: Stage.DISPATCH,
    State.TO_CALL_BACK: Stage.CALL_BACK,
    State.SUSPENDED: Stage.SUSPENDED,
    State.CLOSED: Stage.CLOSED,
}


def stage_of(state: str) -> Stage:
    """The list a state stands in."""
    found = State(state)
    return _STAGES.get(found, Stage.ENDED if found in ENDED else Stage.WORK)


#: The stage of a row that an import has written and not yet revealed (data.md: invisible until the import is done).
CONCEALED = "concealed"


class Shown(models.Manager["Case"]):
    """Cases as everybody reads them: without those an unfinished import has written."""

    def get_queryset(self) -> models.QuerySet[Case]:
        """All but the concealed; ``stage`` lies in the indexes of lists, so that counts stay inside them."""
        return CountedRows(self.model, using=self._db).exclude(stage=CONCEALED)


class Every(models.Manager["Case"]):
    """With the concealed ones."""

    def get_queryset(self) -> models.QuerySet[Case]:
        """All rows; a change of many marks the days on which they count."""
        return CountedRows(self.model, using=self._db)


class Case(Subject, Scoped):
    """One matter that somebody brought and that needs an answer."""

    SUBJECT_KIND: ClassVar[str] = "case"

    objects = Shown()
    #: With the concealed ones: for imports and the worker only.
    every: ClassVar[models.Manager[Case]] = Every()

    code = models.CharField(_("编号"), max_length=16, unique=True)
    #: What the resident holds; random, gaps and all, and the only key to the follow page.
    receipt = models.CharField(_("查询码"), max_length=16, unique=True)
    kind = models.CharField(_("类型"), max_length=32)
    category = models.CharField(_("事项分类"), max_length=64, blank=True, default="")
    urgency = models.CharField(_("紧急程度"), max_length=16, default="ordinary")
    boundary = models.CharField(_("责任边界"), max_length=20, blank=True, default="")
    channel = models.CharField(_("受理渠道"), max_length=20)
    #: Row of mechanisms.Definition under which it began; never changed except by a rebase.
    definition_id = models.BigIntegerField()
    mechanism = models.CharField(max_length=48)

    #: S3-22: "self" the household does it, "community" the community does it for them; empty: not graded.
    handling = models.CharField(_("处置方式"), max_length=12, blank=True, default="")

    state = models.CharField(_("状态"), max_length=20, default=State.TO_DISPATCH)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DISPATCH, editable=False)
    #: Where a decided request goes back to.
    came_from = models.CharField(max_length=20, blank=True, default="")
    round = models.PositiveSmallIntegerField(_("办理轮次"), default=1)

    title = models.CharField(_("标题"), max_length=60)
    text = models.TextField(_("反映内容"), blank=True, default="")
    #: Words for the place below its node: 「东门花坛旁」. Never a flat number (that lies in Contact).
    spot = models.CharField(_("具体位置"), max_length=60, blank=True, default="")
    #: Fields of the kind that name nobody, as codes, numbers and short words.
    fields: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    #: By which letter it came together with others (the field its kind names); empty: for itself.
    bundle = models.CharField(_("来函"), max_length=60, blank=True, default="")

    lead_body = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_cases",
        db_index=False,
    )
    lead_post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="lead_cases", db_index=False
    )
    #: 首接负责: who answers until another has signed for it.
    answerable_body = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    #: The body (a property company, a shop) the matter is about.
    about_body = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases_about",
        db_index=False,
    )
    #: Who sent it out and decides on returns, extensions and results.
    desk_body = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    reported_at = models.DateTimeField(_("反映时间"))
    dispatched_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    contacted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    #: The next date somebody is held to, and which step it is; from clocks, so that lists need no join.
    next_due = models.DateTimeField(_("期限"), null=True, blank=True)
    next_step = models.CharField(max_length=32, blank=True, default="")
    revisit_on = models.DateField(_("复核日"), null=True, blank=True)

    #: Empty: our own. Else the platform that is master of number, times and call-back.
    source = models.CharField(_("来源系统"), max_length=20, blank=True, default="")
    external_number = models.CharField(_("外部工单号"), max_length=60, blank=True, default="")
    external_due = models.DateTimeField(_("外部时限"), null=True, blank=True)
    external_call_back = models.CharField(_("外部回访结果"), max_length=20, blank=True, default="")

    result = models.CharField(_("办理结果"), max_length=24, blank=True, default="")
    #: Whose word closed it: reporter, verifier, supervisor, platform; empty: nobody's.
    word = models.CharField(max_length=12, blank=True, default="")
    satisfied = models.CharField(max_length=12, blank=True, default="")
    on_time = models.BooleanField(null=True, blank=True)
    fast_lane = models.BooleanField(_("当场办结"), default=False)
    excluded = models.BooleanField(_("已剔除"), default=False)

    anonymous = models.BooleanField(default=False)
    reachable = models.BooleanField(default=False)
    #: 同意物业联系我: without it the company never sees who asked.
    share_contact = models.BooleanField(default=False)
    #: The reporter agrees that text and pictures without persons may be shown.
    publish_agreed = models.BooleanField(default=False)
    has_parties = models.BooleanField(default=False)
    focus = models.BooleanField(_("重点跟踪"), default=False)
    council = models.BooleanField(default=False)
    ruled = models.BooleanField(default=False)
    urged = models.PositiveSmallIntegerField(default=0)
    followers = models.PositiveIntegerField(_("我也有这个问题"), default=0)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates"
    )

    households = models.PositiveIntegerField(null=True, blank=True)
    beneficiaries = models.PositiveIntegerField(_("受益人数（估算）"), null=True, blank=True)
    beneficiary_basis = models.CharField(_("估算依据"), max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("诉求")
        verbose_name_plural = _("诉求")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_number"], condition=~Q(source=""), name="cas_case_external"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="cas_case_closed_at"
            ),
            # A settled claim stands only with a word other than the handler's (fast lane is counted apart).
            models.CheckConstraint(
                condition=~Q(state="closed", result="solved", word="") | Q(fast_lane=True),
                name="cas_case_solved_word",
            ),
            models.CheckConstraint(
                condition=~Q(state="duplicate") | Q(duplicate_of__isnull=False), name="cas_case_joined_to"
            ),
        ]
        # Lists are (level column, stage, key); what is open for a body is asked for by body.
        indexes = [
            *(
                models.Index(fields=[level, "stage", "id"], name=f"cas_case_{level}")
                for level in ("city", "district", "street", "community", "estate", "grid")
            ),
            models.Index(fields=["city", "id"], name="cas_case_city_all"),
            models.Index(fields=["district", "id"], name="cas_case_district_all"),
            models.Index(fields=["street", "id"], name="cas_case_street_all"),
            models.Index(fields=["community", "id"], name="cas_case_community_all"),
            models.Index(fields=["lead_body", "stage", "id"], name="cas_case_body"),
            # What is late or due soon, in the order of Today: only open work, so these stay small however many cases are
            # closed. What a list leaves out (one's own, what waits to be signed for) is told along, without a look.
            *(
                models.Index(
                    fields=[level, "next_due", "id", told], condition=Q(stage="work"), name=f"cas_due_{level}"
                )
                for level, told in (
                    ("city", "lead_body"),
                    ("district", "lead_body"),
                    ("street", "lead_body"),
                    ("community", "lead_body"),
                    ("lead_body", "state"),
                )
            ),
            # What waits for a decision in a place; the body is told along, so one's own are left out without a look.
            *(
                models.Index(
                    fields=[level, "state", "id", "lead_body"],
                    condition=Q(stage="work"),
                    name=f"cas_work_{level}",
                )
                for level in ("city", "district", "street", "community")
            ),
            # What waits to be signed for, and what a leader follows: a few among all that is worked on.
            models.Index(
                fields=["lead_body", "state", "next_due", "id"],
                condition=Q(stage="work"),
                name="cas_work_body",
            ),
            *(
                models.Index(
                    fields=[level, "stage", "id"], condition=Q(focus=True), name=f"cas_focus_{level}"
                )
                for level in ("city", "district", "street", "community")
            ),
            # All that is late, whatever its stage, with who holds it: read from the index alone.
            *(
                models.Index(
                    fields=[level, "next_due", "stage", "lead_body"],
                    condition=Q(next_due__isnull=False),
                    name=f"cas_late_{level}",
                )
                for level in ("city", "district", "street", "community")
            ),
            # Figures of a period read the days they are about, whatever else is there.
            *(
                models.Index(fields=[level, f"{name}_at"], name=f"cas_{name}_{level}")
                for level in ("city", "district", "street", "community")
                for name in ("reported", "closed")
            ),
            models.Index(fields=["bundle", "id"], condition=~Q(bundle=""), name="cas_case_bundle"),
            models.Index(fields=["about_body", "id"], name="cas_case_about"),
            models.Index(fields=["area", "id"], name="cas_case_area"),
            models.Index(fields=["revisit_on"], condition=Q(state="suspended"), name="cas_case_revisit"),
            models.Index(fields=["passed_at"], condition=Q(state="to_call_back"), name="cas_case_silent"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_open(self) -> bool:
        """Is something still owed?"""
        return State(self.state) not in ENDED

    @property
    def in_hand(self) -> bool:
        """Has a handler signed for it and owes the answer?"""
        return State(self.state) in HANDLING

    @property
    def mastered(self) -> bool:
        """Is another platform master of number, times and call-back?"""
        return bool(self.source)

    @property
    def is_solved(self) -> bool:
        """Solved in the sense of every figure: with somebody else's word, no fast lane, not excluded."""
        return self.state == State.CLOSED and counts_as_solved(
            self.result, self.word, fast_lane=self.fast_lane, excluded=self.excluded
        )
