"""Places on rolls: a unit or member reports to a community and is received; what both then keep together."""

# ruff: noqa: DJ008 - rows of links are never listed by their name
from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.domain.rolls import OPEN, State
from linli.organizations.models import Organization, Person
from linli.records.fields import EncryptedText
from linli.records.models import Subject

OPEN_STATES = [state.value for state in OPEN]


class Membership(Subject, Scoped):
    """A place of a unit or member on the roll of a community (or street, park). ``area`` is that place.

    ``organization`` is the unit itself, or the one a member comes through. ``since`` and ``until`` are half-open.
    """

    SUBJECT_KIND = "membership"

    class Holder(models.TextChoices):
        """Who stands on the roll."""

        UNIT = "unit", _("单位")
        MEMBER = "member", _("党员")

    class Stages(models.TextChoices):
        """The words of the states (trade.md: 已报到, 转出)."""

        APPLIED = "applied", _("已申请")
        RECEIVED = "received", _("已接收")
        ON_ROLL = "on_roll", _("已报到")
        MOVED = "moved", _("已转出")
        ENDED = "ended", _("已结束")
        REFUSED = "refused", _("未接收")
        WITHDRAWN = "withdrawn", _("已撤回")

    kind = models.CharField(_("报到类型"), max_length=40)
    holder = models.CharField(max_length=8, choices=Holder.choices)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    definition_id = models.BigIntegerField(null=True)
    state = models.CharField(_("状态"), max_length=12, choices=Stages.choices, default=State.APPLIED.value)
    applied_on = models.DateField(_("申请日期"))
    received_on = models.DateField(_("接收日期"), null=True, blank=True)
    since = models.DateField(_("报到日期"), null=True, blank=True)
    until = models.DateField(_("结束日期"), null=True, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True, default="")
    contact = models.CharField(_("联系人"), max_length=40, blank=True, default="")
    phone = models.CharField(_("工作电话"), max_length=30, blank=True, default="")
    note = models.CharField(_("说明"), max_length=120, blank=True, default="")
    #: How many members the unit itself says it has; those on a roll are counted from rows.
    said_members = models.PositiveIntegerField(null=True, blank=True)
    stage = models.CharField(max_length=40, blank=True, default="")
    #: Home address of a member: branch and community only (trade.md 18).
    home = EncryptedText(blank=True, default="")
    moved_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_to"
    )

    class Meta:
        verbose_name = _("报到")
        verbose_name_plural = _("报到")
        indexes = [
            models.Index(fields=["community", "holder", "state"], name="roll_m_community"),
            models.Index(fields=["street", "holder", "state"], name="roll_m_street"),
            models.Index(fields=["district", "holder", "state"], name="roll_m_district"),
            models.Index(fields=["city", "holder", "state"], name="roll_m_city"),
            models.Index(fields=["organization", "holder", "state"], name="roll_m_body"),
            models.Index(fields=["person", "state"], name="roll_m_person"),
        ]
        constraints = [
            models.CheckConstraint(
                name="roll_m_holder",
                condition=Q(holder="unit", organization__isnull=False, person__isnull=True)
                | Q(holder="member", person__isnull=False),
            ),
            models.UniqueConstraint(
                name="roll_m_unit_once",
                fields=["kind", "area", "organization"],
                condition=Q(holder="unit", state__in=OPEN_STATES),
            ),
            models.UniqueConstraint(
                name="roll_m_member_once",
                fields=["kind", "area", "person", "organization"],
                condition=Q(holder="member", state__in=OPEN_STATES),
            ),
            models.UniqueConstraint(
                name="roll_m_alone_once",
                fields=["kind", "area", "person"],
                condition=Q(holder="member", organization__isnull=True, state__in=OPEN_STATES),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person if self.holder == "member" else self.organization)

    @property
    def POLICY_KIND(self) -> str:  # noqa: N802 - the name the policy asks for
        """Units and members are two kinds in permissions.yaml: who is a Party member is not for everybody."""
        return "roll_member" if self.holder == "member" else "roll_unit"

    @property
    def is_open(self) -> bool:
        """True while the place is taken."""
        return self.state in OPEN_STATES


class Item(Subject, Scoped):
    """A line of the three lists: what a unit can give, what the community needs, what both carry out."""

    SUBJECT_KIND = "roll_item"
    POLICY_KIND = "roll_item"

    class List(models.TextChoices):
        """三张清单."""

        SERVICE = "service", _("服务清单")
        NEED = "need", _("需求清单")
        PROJECT = "project", _("项目清单")

    class State(models.TextChoices):
        """How far a line has come."""

        OPEN = "open", _("待对接")
        TAKEN = "taken", _("已认领")
        DONE = "done", _("已完成")
        DROPPED = "dropped", _("已取消")

    list = models.CharField(_("清单"), max_length=8, choices=List.choices)
    #: The pair it belongs to; empty for a need of the whole community or a project of several units.
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="items"
    )
    title = models.CharField(_("内容"), max_length=80)
    detail = models.CharField(_("说明"), max_length=200, blank=True, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    due_on = models.DateField(_("计划完成日期"), null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    from_item = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )

    class Meta:
        indexes = [
            models.Index(fields=["community", "list", "state"], name="roll_i_community"),
            models.Index(fields=["street", "list", "state"], name="roll_i_street"),
        ]

    def __str__(self) -> str:
        return self.title


class Share(models.Model):
    """What one unit gives to a line: so a result still names a unit that has left since."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="shares")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="shares")
    what = models.CharField(_("出力内容"), max_length=80, blank=True, default="")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "membership"], name="roll_share_once")]


class Service(Subject, Scoped):
    """One service, written once by either side; it counts when the community has confirmed it."""

    SUBJECT_KIND = "roll_service"

    class State(models.TextChoices):
        """Only the community says that it was so."""

        WAITING = "waiting", _("待社区确认")
        CONFIRMED = "confirmed", _("社区已确认")
        DECLINED = "declined", _("社区未确认")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="services")
    #: The unit, copied: lists of a unit are read by index.
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    holder = models.CharField(max_length=8, choices=Membership.Holder.choices)
    title = models.CharField(_("做了什么"), max_length=80)
    job = models.CharField(_("服务类别"), max_length=40, blank=True, default="")
    on = models.DateField(_("服务日期"))
    minutes = models.PositiveIntegerField(null=True, blank=True)
    people = models.PositiveIntegerField(_("参加人数"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=200, blank=True, default="")
    confirmed_on = models.DateField(null=True, blank=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="services")

    class Meta:
        verbose_name = _("服务记录")
        verbose_name_plural = _("服务记录")
        indexes = [
            models.Index(fields=["community", "state", "on"], name="roll_s_community"),
            models.Index(fields=["street", "state", "on"], name="roll_s_street"),
            models.Index(fields=["district", "state", "on"], name="roll_s_district"),
            models.Index(fields=["organization", "on"], name="roll_s_body"),
            models.Index(fields=["membership", "on"], name="roll_s_membership"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def POLICY_KIND(self) -> str:  # noqa: N802
        """What a person did is for himself, his community and the organisation department (trade.md 18)."""
        return "member_service" if self.holder == "member" else "roll_service"


class Feedback(models.Model):
    """双报告: what was done in a period (derived, kept as it stood) and the community's opinion (typed)."""

    class Opinion(models.TextChoices):
        """评价 (practice.md C5.1)."""

        GOOD = "good", _("好")
        FAIRLY_GOOD = "fairly_good", _("较好")
        AVERAGE = "average", _("一般")
        POOR = "poor", _("差")

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="feedback")
    #: ``2026-quarter-3``, see ``domain.rolls.Period``.
    period = models.CharField(max_length=20)
    opinion = models.CharField(_("评价"), max_length=12, choices=Opinion.choices)
    text = models.CharField(_("意见"), max_length=200, blank=True, default="")
    services = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    projects_done = models.PositiveIntegerField()
    given_at = models.DateTimeField()
    #: The unit opened it.
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "period"], name="roll_feedback_once")]


class FeedbackDue(Scoped):
    """That something is to be written back to a unit: one row a place on a roll and closed period, kept for figures."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="feedback_due")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("报到类型"), max_length=40)
    period = models.CharField(max_length=20)
    #: The last day of the period, and the last one on which writing back is on time.
    ended_on = models.DateField(_("期末"))
    due_on = models.DateField(_("反馈期限"))
    given_on = models.DateField(_("反馈日期"), null=True, blank=True)
    on_time = models.BooleanField(_("按期反馈"), null=True, blank=True)
    #: The community had its message; there is no second one.
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "period"], name="roll_due_once")]
        indexes = [
            *(
                models.Index(fields=[level, "ended_on"], name=f"roll_due_{level}")
                for level in ("city", "district", "street", "community")
            ),
            models.Index(fields=["organization", "ended_on"], name="roll_due_body"),
            models.Index(
                fields=["area"],
                condition=Q(told_at__isnull=True, given_on__isnull=True),
                name="roll_due_untold",
            ),
        ]


class Backstop(models.Model):
    """An arrangement that holds a floating member while no organisation of his own does (双兜底)."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="backstops")
    kind = models.CharField(max_length=40)
    host = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "kind"], condition=Q(until__isnull=True), name="roll_backstop_once"
            ),
        ]
