"""Whom somebody keeps contact with, and what was heard on a visit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.cases.models import Case
from linli.mechanisms.models import Definition
from linli.organizations.models import Dated, Organization, Post
from linli.records.fields import EncryptedText
from linli.records.models import Subject


class Contact(Subject, Scoped, Dated):
    """A post keeps contact with a firm, a shop, a household …; from a day until another one does.

    A household is named by its door or number, never by a person. ``facts``: few typed ones as JSON, by role only.
    """

    SUBJECT_KIND: ClassVar[str] = "contact"
    POLICY_KIND: ClassVar[str] = "visit"

    class To(models.TextChoices):
        """What sort of contact."""

        ENTERPRISE = "enterprise", _("企业")
        SHOP = "shop", _("商户")
        HOUSEHOLD = "household", _("家庭")
        PERSON = "person", _("个人")
        ESTATE = "estate", _("小区")
        BODY = "body", _("单位")

    kind = models.CharField(_("走访类别"), max_length=40)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+", db_index=False)
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("联系人")
    )
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    to = models.CharField(_("对象"), max_length=12, choices=To.choices)
    target = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="visited_by", null=True, blank=True
    )
    #: Shop sign, door number; empty where ``target`` says it.
    name = models.CharField(_("名称（门牌）"), max_length=60, blank=True, default="")
    facts = EncryptedText(blank=True, default="")
    #: Id of the duty it follows, 0 when it was tied by hand.
    duty_id = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("走访对象")
        verbose_name_plural = _("走访对象")
        indexes = [
            models.Index(fields=["post", "kind", "valid_to"], name="vis_contact_post"),
            models.Index(fields=["body", "kind", "id"], name="vis_contact_body"),
            models.Index(fields=["street", "kind", "id"], name="vis_contact_street"),
            models.Index(fields=["community", "kind", "id"], name="vis_contact_community"),
            models.Index(fields=["duty_id"], name="vis_contact_duty"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(valid_to__gt=F("valid_from")), name="vis_contact_period")
        ]

    @property
    def label(self) -> str:
        """The name a list shows."""
        return self.name or (str(self.target) if self.target else "")


class Visit(Subject, Scoped):
    """One visit, written in one field. The note is personal and goes after half a year; that it took place stays."""

    SUBJECT_KIND: ClassVar[str] = "visit"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="visits", db_index=False)
    kind = models.CharField(max_length=40)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="visits", db_index=False)
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField(_("日期"))
    note = EncryptedText(_("听到、看到的"), blank=True, default="")
    #: A free sentence with a number beside it (「产能增长三倍」): what was said, never recalculated.
    said = models.CharField(_("成效原话"), max_length=120, blank=True, default="")
    said_number = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    #: Id of the outcome of the kind; empty when nothing had to follow.
    outcome = models.CharField(max_length=32, blank=True, default="")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits", null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("走访")
        verbose_name_plural = _("走访")
        indexes = [
            models.Index(fields=["contact", "on"], name="vis_visit_contact"),
            models.Index(fields=["post", "kind", "on"], name="vis_visit_post"),
            models.Index(fields=["body", "kind", "on"], name="vis_visit_body"),
            models.Index(fields=["street", "kind", "on"], name="vis_visit_street"),
            models.Index(fields=["community", "kind", "on"], name="vis_visit_community"),
            models.Index(fields=["on"], condition=Q(erased_at__isnull=True), name="vis_visit_erase"),
        ]


class Followed(models.Model):  # noqa: DJ008 - one row nobody is shown
    """How far the worker has followed the duties (one row), so that a round costs the same however many there are."""

    #: What begins or runs out up to this day is tied and untied.
    day = models.DateField(null=True)
    #: The last duty and the last contact of the slow round through all of them.
    duty_id = models.BigIntegerField(default=0)
    contact_id = models.BigIntegerField(default=0)
