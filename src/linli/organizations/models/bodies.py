"""Bodies, the trees they stand in, the places they serve; people, posts, and who holds a post when.

Every period is half-open, ``valid_from <= day < valid_to``; 9999-12-31 means "until today". A person, a
post and an appointment are three things and are counted apart: one person may hold three posts.
"""

# ruff: noqa: DJ008 - link rows are never listed by their name
from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Area, Scoped
from linli.records.models import Subject

#: The open end of a period.
OPEN = date(9999, 12, 31)


class Dated(models.Model):
    """A row that holds for a half-open period of days."""

    valid_from = models.DateField(_("开始日期"))
    valid_to = models.DateField(_("结束日期"), default=OPEN)

    class Meta:
        abstract = True

    def covers(self, on: date) -> bool:
        """True when the row holds on this day."""
        return self.valid_from <= on < self.valid_to

    @property
    def is_open(self) -> bool:
        """True when no end is known."""
        return self.valid_to == OPEN


def on_day(on: date, prefix: str = "") -> Q:
    """The filter "holds on this day"; ``prefix`` leads to a related dated row, e.g. ``"post__"``."""
    return Q(**{f"{prefix}valid_from__lte": on, f"{prefix}valid_to__gt": on})


class Tree(models.TextChoices):
    """Trees a body can stand in; one parent per tree and day."""

    ADMINISTRATIVE = "administrative", _("行政隶属")
    PARTY = "party", _("党组织隶属")
    PROPERTY = "property", _("物业管理")
    TEMPORARY = "temporary", _("临时机构")


class AreaLinkKind(models.TextChoices):
    """What a body has to do with a place."""

    SERVES = "serves", _("服务")
    RESPONSIBLE = "responsible", _("负责")
    FALLBACK = "fallback", _("兜底受理")


class AppointmentKind(models.TextChoices):
    """How a person holds a post."""

    MAIN = "main", _("专任")
    PART_TIME = "part_time", _("兼任")
    CROSS = "cross", _("交叉任职")
    DEPUTY = "deputy", _("AB角代岗")
    SECONDMENT = "secondment", _("借调")


class Organization(Subject, Scoped, Dated):
    """A body: office, committee, department, company, Party organisation. ``area`` is where it belongs."""

    SUBJECT_KIND = "organization"

    name = models.CharField(_("名称"), max_length=60)
    short_name = models.CharField(_("简称"), max_length=30, blank=True, default="")
    initials = models.CharField(max_length=60, blank=True, default="", editable=False)
    #: Code of a glossary term: street_office, community_committee, property_company …
    kind = models.CharField(_("类别"), max_length=40)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True, default="")
    #: The office telephone, public work data.
    phone = models.CharField(_("办公电话"), max_length=30, blank=True, default="")
    basis = models.CharField(_("设立依据"), max_length=120, blank=True, default="")

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        indexes = [
            models.Index(fields=["kind", "area"], name="org_body_kind_area"),
            models.Index(fields=["street", "id"], name="org_body_street"),
            models.Index(fields=["district", "id"], name="org_body_district"),
            models.Index(fields=["city", "id"], name="org_body_city"),
            models.Index(fields=["name"], name="org_body_name"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="org_body_credit_code"
            ),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="org_body_period"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class OrgEdge(Dated):
    """``child`` stands under ``parent`` in one tree for a period."""

    tree = models.CharField(max_length=16, choices=Tree.choices)
    child = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="up_edges")
    parent = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="down_edges")

    class Meta:
        indexes = [
            models.Index(fields=["parent", "tree", "valid_to"], name="org_edge_parent"),
            models.Index(fields=["child", "tree", "valid_to"], name="org_edge_child"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["tree", "child", "valid_from"], name="org_edge_once"),
            models.CheckConstraint(condition=~Q(child=F("parent")), name="org_edge_not_self"),
        ]


class OrgAreaLink(Dated):
    """A body serves, answers for, or catches the unclaimed matters of a place for a period."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="area_links")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=AreaLinkKind.choices)

    class Meta:
        indexes = [models.Index(fields=["area", "kind", "valid_to"], name="org_link_area")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "area", "kind", "valid_from"], name="org_link_once"
            ),
        ]


class Person(Subject):
    """One who works in the field. Only work data: no ID number, no home address, no birthday."""

    SUBJECT_KIND = "person"

    name = models.CharField(_("姓名"), max_length=40)
    initials = models.CharField(max_length=40, blank=True, default="", editable=False)
    work_phone = models.CharField(_("工作电话"), max_length=30, blank=True, default="")
    #: Number of the body's own staff list; tells two people of one name apart.
    staff_number = models.CharField(_("工号"), max_length=30, blank=True, default="")
    ended_on = models.DateField(_("离任日期"), null=True, blank=True)
    #: Entered to work in the field. False for one known only by a roll: not in the directory until he holds a post.
    in_directory = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        indexes = [models.Index(fields=["name"], name="org_person_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["staff_number"], condition=~Q(staff_number=""), name="org_person_number"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(Subject, Scoped, Dated):
    """A seat in a body with its role and the place it works for; people come and go."""

    SUBJECT_KIND = "post"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(_("岗位名称"), max_length=60)
    #: Id of a role of the definitions: community_secretary, street_clerk, dept_handler …
    role = models.CharField(_("角色"), max_length=40)

    class Meta:
        verbose_name = _("岗位")
        verbose_name_plural = _("岗位")
        indexes = [
            models.Index(fields=["organization", "role"], name="org_post_body"),
            models.Index(fields=["role", "area"], name="org_post_role_area"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="org_post_period"),
        ]

    def __str__(self) -> str:
        return self.title


class Appointment(Dated):
    """A person holds a post for a period: main, part-time, cross, as deputy (AB角) or on secondment."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField(_("任职方式"), max_length=12, choices=AppointmentKind.choices)
    #: Paper number or decision by which it stands; a secondment needs one (and an end).
    basis = models.CharField(_("依据"), max_length=120, blank=True, default="")
    #: The body the person comes from and still belongs to: crossing into another body, or on loan to an office.
    home = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("派出单位"),
    )
    #: Where a member of a branch comes from (a member source of the governance kind), empty where nobody asks.
    source = models.CharField(_("成员来源"), max_length=40, blank=True, default="")
    #: Rank group of a person on loan (a rank of the governance kind).
    rank = models.CharField(_("职级"), max_length=40, blank=True, default="")

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        indexes = [
            models.Index(fields=["post", "valid_to"], name="org_appoint_post"),
            models.Index(fields=["person", "valid_to"], name="org_appoint_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "post", "valid_from"], name="org_appoint_once"),
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="org_appoint_period"),
        ]

    @property
    def is_deputy(self) -> bool:
        """True for a stand-in (B角): does not count as the holder in rosters of responsibility."""
        return self.kind == AppointmentKind.DEPUTY

    def snapshot(self) -> dict[str, Any]:
        """The codes of this row, for an event."""
        extra = {"home": self.home_id, "source": self.source, "rank": self.rank}
        return {
            "person": self.person_id,
            "post": self.post_id,
            "appointment_kind": self.kind,
            "from": self.valid_from.isoformat(),
            "to": None if self.is_open else self.valid_to.isoformat(),
            **{key: value for key, value in extra.items() if value},
        }


class ServiceContract(Subject, Scoped, Dated):
    """A company serves an estate by contract for a period; ``area`` is the estate."""

    SUBJECT_KIND = "contract"

    class Kind(models.TextChoices):
        """How the company came to the estate."""

        OWNERS = "owners", _("业主大会选聘")
        EARLY = "early", _("前期物业服务")
        TEMPORARY = "temporary", _("应急物业服务")

    company = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="contracts")
    kind = models.CharField(_("合同类别"), max_length=12, choices=Kind.choices)
    number = models.CharField(_("合同编号"), max_length=40, blank=True, default="")
    signed_on = models.DateField(_("签订日期"), null=True, blank=True)
    #: The "serves" link the contract brought; it ends with the contract.
    link = models.ForeignKey(OrgAreaLink, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("物业服务合同")
        verbose_name_plural = _("物业服务合同")
        indexes = [
            models.Index(fields=["area", "valid_to"], name="org_contract_area"),
            models.Index(fields=["company", "valid_to"], name="org_contract_company"),
            models.Index(fields=["street", "valid_to"], name="org_contract_street"),
            models.Index(fields=["district", "valid_to"], name="org_contract_district"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="org_contract_period"),
        ]

    def __str__(self) -> str:
        return self.number or f"contract {self.pk}"
