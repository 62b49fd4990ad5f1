"""Who asked, who shares the problem, who benefits: the erasable side of a case. Never a row of ``Person``."""

# ruff: noqa: DJ008 - no page lists these by name, and a name must not slip into a log
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.cases.models.case import Case
from linli.records.fields import EncryptedText


class Contact(models.Model):
    """How to reach the reporter, and who the parties of a dispute are; encrypted, erased on schedule."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="contact", primary_key=True)
    name = EncryptedText(_("称呼"), blank=True, default="")
    phone = EncryptedText(_("电话"), blank=True, default="")
    #: HMAC of the number: repeated callers and followers of one number are found without reading it.
    phone_index = models.CharField(max_length=64, blank=True, default="", db_index=True)
    #: Flat and door; the building is the case's place.
    address = EncryptedText(_("门牌"), blank=True, default="")
    #: 请人代报: the one for whom it is told.
    on_behalf_of = EncryptedText(_("代谁反映"), blank=True, default="")
    #: Parties of a dispute and personal fields of the kind, as JSON text.
    parties = EncryptedText(_("当事人"), blank=True, default="")
    personal = EncryptedText(blank=True, default="")
    consent_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("联系方式")
        verbose_name_plural = _("联系方式")


class Follower(models.Model):
    """「我也有这个问题」: counts once a phone or device, and may follow with a receipt of its own."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follower_rows", db_index=False)
    #: HMAC of phone or device; what makes it count once.
    key = models.CharField(max_length=64)
    receipt = models.CharField(max_length=16, unique=True)
    phone = EncryptedText(blank=True, default="")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("同样反映")
        verbose_name_plural = _("同样反映")
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="cas_follower_once")]


class Beneficiary(models.Model):
    """One household, person or business served, as an HMAC: counted once over many cases, named nowhere."""

    class Kind(models.TextChoices):
        """What is counted."""

        HOUSEHOLD = "household", _("户")
        PERSON = "person", _("人")
        BUSINESS = "business", _("企业（商户）")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="beneficiary_rows", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("受益对象")
        verbose_name_plural = _("受益对象")
        constraints = [models.UniqueConstraint(fields=["case", "kind", "key"], name="cas_beneficiary_once")]
        indexes = [models.Index(fields=["kind", "key"], name="cas_beneficiary_key")]
