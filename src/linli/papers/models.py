"""Papers: drafts, numbered, sent; their text as a document model, frozen once issued."""

# ruff: noqa: DJ008 - replies and series are met through their paper
from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.organizations.models import Organization
from linli.papers.document import Document, from_json
from linli.records.models import Subject


class Series(models.Model):
    """How one body numbers one kind of paper: by the office automation (default) or by us, without gap."""

    class Style(models.TextChoices):
        """编号方式."""

        OA = "oa", _("OA编号")
        OWN = "own", _("本系统编号")

    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="paper_series", db_index=False
    )
    kind = models.CharField(max_length=32)
    #: 机关代字 as printed before 〔2026〕: 濮政办, 新桥街道交.
    code = models.CharField(_("机关代字"), max_length=20)
    style = models.CharField(_("编号方式"), max_length=4, choices=Style.choices, default=Style.OA)

    class Meta:
        verbose_name = _("文号系列")
        verbose_name_plural = _("文号系列")
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind"], name="pap_series_once"),
            models.UniqueConstraint(fields=["code"], name="pap_series_code"),
        ]


class Openness(models.TextChoices):
    """公开属性, as 政府信息公开 sorts papers."""

    OPEN = "open", _("主动公开")
    ON_REQUEST = "on_request", _("依申请公开")
    CLOSED = "closed", _("不予公开")


class Paper(Subject, Scoped):
    """One paper. ``document`` holds its words; what is issued is never changed again."""

    SUBJECT_KIND: ClassVar[str] = "paper"

    class State(models.TextChoices):
        """Where it stands. Numbered by us: 草稿 → 已发出. Numbered by the OA: 草稿 → 代拟稿 → 已送OA → OA已发文."""

        DRAFT = "draft", _("草稿")
        IN_REVIEW = "in_review", _("待核稿")
        DRAFTED = "drafted", _("代拟稿")
        SENT_TO_OA = "sent_to_oa", _("已送OA")
        ISSUED_BY_OA = "issued_by_oa", _("OA已发文")
        ISSUED = "issued", _("已发出")
        WITHDRAWN = "withdrawn", _("已作废")

    kind = models.CharField(max_length=32)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    title = models.CharField(_("标题"), max_length=200)
    number = models.CharField(_("文号"), max_length=60, blank=True, default="")
    number_year = models.PositiveSmallIntegerField(null=True)
    number_value = models.PositiveIntegerField(null=True)
    series = models.ForeignKey(Series, null=True, on_delete=models.PROTECT, related_name="papers")
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="papers_issued")
    addressee = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="papers_received"
    )
    addressee_text = models.CharField(_("主送"), max_length=200, blank=True, default="")
    #: What the paper is about: kind and id of a subject (a case, a place …).
    subject_kind = models.CharField(max_length=24, blank=True, default="")
    subject_id = models.BigIntegerField(null=True)
    document = models.JSONField(default=dict)
    #: 授权依据, when an order goes through the two offices.
    authority = models.CharField(_("授权依据"), max_length=200, blank=True, default="")
    openness = models.CharField(
        _("公开属性"), max_length=20, blank=True, default="", choices=Openness.choices
    )
    #: 发放范围 as printed in the register; the bodies themselves are deliveries.
    distribution = models.CharField(_("发放范围"), max_length=200, blank=True, default="")
    #: A 回执 only where somebody asked for one (trade.md 6).
    asks_reply = models.BooleanField(_("要回执"), default=False)
    #: 核稿: who checked the words, and when; any change takes it away again.
    checked_at = models.DateTimeField(null=True)
    checked_post_id = models.BigIntegerField(null=True)
    published_at = models.DateTimeField(_("公开时间"), null=True)
    issued_on = models.DateField(_("成文日期"), null=True)
    created_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("文书")
        verbose_name_plural = _("文书")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number_year", "number_value"],
                condition=models.Q(number_value__isnull=False),
                name="pap_number_once",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="pap_subject"),
            models.Index(fields=["issuer", "-id"], name="pap_issuer"),
            models.Index(fields=["addressee", "-id"], name="pap_addressee"),
            models.Index(fields=["street", "state", "id"], name="pap_street"),
            models.Index(fields=["district", "state", "id"], name="pap_district"),
            models.Index(fields=["city", "state", "id"], name="pap_city"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    @property
    def body(self) -> Document:
        """The document as a value."""
        return from_json(self.document)

    @property
    def is_frozen(self) -> bool:
        """Nothing of an issued or voided paper may change."""
        return self.state in {self.State.ISSUED, self.State.ISSUED_BY_OA, self.State.WITHDRAWN}

    @property
    def went_out(self) -> bool:
        """Signed and on its way; anything before is a draft that nobody outside has seen."""
        return self.state in {self.State.ISSUED, self.State.ISSUED_BY_OA}


class Reply(models.Model):
    """A reply slip that came back: signed for by a unit, not by a person."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="replies", db_index=False)
    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField()
    #: 收到日期 on the slip: when the unit had the paper. The slip itself may come back days later.
    received_on = models.DateField(_("收到日期"), null=True)
    text = models.TextField(_("答复内容"), blank=True, default="")

    class Meta:
        verbose_name = _("回执")
        verbose_name_plural = _("回执")
        indexes = [models.Index(fields=["paper", "received_at"], name="pap_reply")]


class Delivery(models.Model):
    """A paper reached a unit; the unit signs for it, never a person (trade.md 14)."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("发放")
        verbose_name_plural = _("发放")
        constraints = [models.UniqueConstraint(fields=["paper", "organization"], name="pap_delivery_once")]
        indexes = [models.Index(fields=["organization", "signed_at"], name="pap_delivery_body")]
