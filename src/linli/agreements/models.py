"""Agreements and pledges, who is expected to sign them, and who has.

The text is copied when the sheet is drawn up: a later wording changes no signed paper. Days are half-open.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.domain import signatures
from linli.mechanisms.models import Definition
from linli.organizations.models import Dated, Organization
from linli.records.models import Subject


class Agreement(Subject, Scoped, Dated):
    """One sheet: what is agreed, from whom it comes, how long it holds. ``area`` is the place it is for."""

    SUBJECT_KIND: ClassVar[str] = "agreement"

    class State(models.TextChoices):
        """Where the sheet stands; that its time has run out follows from ``valid_to``."""

        DRAFT = "draft", _("起草中")
        OFFERED = "offered", _("签署中")
        ENDED = "ended", _("已终止")
        WITHDRAWN = "withdrawn", _("已撤回")

    kind = models.CharField(_("类别"), max_length=40)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=80)
    #: {"opening": text, "clauses": [text, …], "from": day of the wording}
    wording = models.JSONField(default=dict)
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="agreements")
    basis = models.CharField(_("依据"), max_length=120, blank=True, default="")
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.DRAFT)
    offered_on = models.DateField(_("发出日期"), null=True, blank=True)
    #: The sheet this one renews.
    previous = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewed_by"
    )

    class Meta:
        verbose_name = _("协议承诺")
        verbose_name_plural = _("协议承诺")
        indexes = [
            models.Index(fields=["city", "state", "id"], name="agree_city"),
            models.Index(fields=["district", "state", "id"], name="agree_district"),
            models.Index(fields=["street", "state", "id"], name="agree_street"),
            models.Index(fields=["community", "state", "id"], name="agree_community"),
            models.Index(fields=["kind", "area", "state"], name="agree_kind_area"),
        ]

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """One who is expected to sign, and whether he has. A shop that changes hands lapses and is listed anew."""

    class Kind(models.TextChoices):
        """What signs; named by (kind, id) so that rows of any room can."""

        BODY = "body", _("单位")
        PLACE = "place", _("地点")
        REGISTER_ITEM = "register_item", _("台账项")
        PERSON = "person", _("个人")

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    #: Id in its own room; 0 for one who is known by name alone.
    ref = models.BigIntegerField(default=0)
    name = models.CharField(_("签署方"), max_length=80)
    #: From this day on the signature is expected.
    listed_on = models.DateField()
    signed_on = models.DateField(_("签署日期"), null=True, blank=True)
    signer = models.CharField(_("签署人"), max_length=40, blank=True, default="")
    signer_title = models.CharField(_("职务"), max_length=40, blank=True, default="")
    ended_on = models.DateField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("签署方")
        verbose_name_plural = _("签署方")
        indexes = [
            models.Index(fields=["kind", "ref"], name="agree_party_ref"),
            models.Index(fields=["agreement", "signed_on"], name="agree_party_signed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "kind", "ref", "name"],
                condition=Q(ended_on__isnull=True),
                name="agree_party_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def signature(self) -> signatures.Signature:
        """This row for the rules of signing."""
        return signatures.Signature(self.signed_on, self.ended_on, self.withdrawn, self.listed_on)

    def standing(self, on: date) -> signatures.Standing:
        """unsigned, signed, withdrawn or lapsed on a day."""
        return self.signature.standing(on)


class Kept(models.Model):
    """Whether a party kept a clause, as the community saw it on a day."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="kept")
    #: Number of the clause on the sheet, from 1.
    clause = models.PositiveSmallIntegerField(_("第几条"))
    kept = models.BooleanField(_("是否履行"))
    checked_on = models.DateField(_("核对日期"))
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("履行核对")
        verbose_name_plural = _("履行核对")
        constraints = [
            models.UniqueConstraint(fields=["party", "clause", "checked_on"], name="agree_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}:{self.clause}"
