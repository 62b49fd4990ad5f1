"""Registers: the item as it stands, its versions by date, clearances, and frozen books.

An item's figures (fields with ``total``) stand in the integer columns ``n1`` … ``n6`` in the order of its kind,
so that sums are index reads on both engines; the other values are JSON, what is personal is encrypted.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.areas.models import Scoped
from linli.mechanisms.models import Definition
from linli.organizations.models import Organization, Post
from linli.records.fields import CanonicalJSON, EncryptedText
from linli.records.models import Subject
from linli.records.time import FOREVER

#: The columns of figures.
TOTALS = ("n1", "n2", "n3", "n4", "n5", "n6")


class Totals(models.Model):
    """Six integers in the smallest unit; null where the kind has no such figure or nothing was filled in."""

    n1 = models.BigIntegerField(null=True, blank=True)
    n2 = models.BigIntegerField(null=True, blank=True)
    n3 = models.BigIntegerField(null=True, blank=True)
    n4 = models.BigIntegerField(null=True, blank=True)
    n5 = models.BigIntegerField(null=True, blank=True)
    n6 = models.BigIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def totals(self) -> tuple[int | None, ...]:
        """The figures in the order of their columns."""
        return (self.n1, self.n2, self.n3, self.n4, self.n5, self.n6)


class RegisterItem(Subject, Scoped, Totals):
    """One line of a register: a lamp, a bin, a courtyard, a household, a shop front."""

    SUBJECT_KIND: ClassVar[str] = "register_item"

    kind = models.CharField(_("台账"), max_length=40)
    definition = models.ForeignKey(Definition, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: Within which numbers must differ: the kind and the place of its series ("litter_bin:4711").
    series = models.CharField(max_length=60)
    number = models.CharField(_("编号"), max_length=40, blank=True)
    #: Masked where the name is that of a resident; the full one is in ``personal``.
    name = models.CharField(_("名称"), max_length=120)
    state = models.CharField(_("状态"), max_length=40)
    values = models.JSONField(default=dict)
    personal = EncryptedText(blank=True, default="")
    #: Blind index over what identifies the thing, for finding the same one entered twice.
    same = models.CharField(max_length=64, blank=True)
    keeper_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    keeper_body = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    #: A keeper without a login: the woman who empties bins 001 to 020.
    keeper_name = models.CharField(_("专管员"), max_length=60, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True, db_index=False
    )
    added_on = models.DateField(_("登记日期"))
    due_on = models.DateField(_("期限"), null=True, blank=True)
    cleared_on = models.DateField(_("销号日期"), null=True, blank=True)
    ended_on = models.DateField(_("退出日期"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged", null=True, blank=True, db_index=False
    )
    #: Brought in by an import that is not done yet.
    concealed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("台账条目")
        verbose_name_plural = _("台账条目")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], condition=~Q(number=""), name="reg_item_number"
            ),
        ]
        indexes = [
            models.Index(fields=["community", "kind", "state", "id"], name="reg_item_community"),
            models.Index(fields=["street", "kind", "state", "id"], name="reg_item_street"),
            models.Index(fields=["district", "kind", "state", "id"], name="reg_item_district"),
            models.Index(fields=["kind", "state", "id"], name="reg_item_kind"),
            models.Index(fields=["parent", "kind"], name="reg_item_parent"),
            models.Index(fields=["kind", "same"], name="reg_item_same"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()

    @property
    def is_open(self) -> bool:
        """Does the item still stand on the register?"""
        return self.ended_on is None


class ItemSpan(Totals):
    """What an item counted as between two instants: figures of the past are read here and never replayed."""

    item = models.ForeignKey(RegisterItem, on_delete=models.PROTECT, related_name="spans", db_index=False)
    kind = models.CharField(max_length=40)
    area_id = models.BigIntegerField()
    state = models.CharField(max_length=40)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(default=FOREVER)
    event_seq = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__lt=F("valid_to")), name="reg_span_order"),
        ]
        indexes = [
            models.Index(fields=["item", "valid_to"], name="reg_span_item"),
            models.Index(fields=["kind", "area_id", "valid_to"], name="reg_span_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state} from {self.valid_from:%Y-%m-%d}"


class Clearance(models.Model):
    """A 销号: on what basis, seen by whom, and whether it was opened again."""

    item = models.ForeignKey(RegisterItem, on_delete=models.PROTECT, related_name="clearances")
    state_before = models.CharField(max_length=40)
    basis = models.CharField(_("销号依据"), max_length=300)
    on = models.DateField(_("销号日期"))
    verifier_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", null=True)
    verifier_name = models.CharField(_("核验人"), max_length=60, blank=True)
    reopened_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("恢复原因"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(reopened_at=None), name="reg_clearance_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} on {self.on}"


class ItemTie(models.Model):
    """What another room's record has to do with an item: the rescue at a hazardous house, the family it reached."""

    item = models.ForeignKey(RegisterItem, on_delete=models.PROTECT, related_name="ties", db_index=False)
    #: The kind and id of the other record; rooms above keep cases.
    kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind", "subject_id"], condition=Q(ended_at=None), name="reg_tie_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "subject_id"], name="reg_tie_subject")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.kind} {self.subject_id}"


class Freeze(Subject, Scoped):
    """底数锁定: the book of a kind in a place as it stood on a day; never changed afterwards."""

    SUBJECT_KIND: ClassVar[str] = "register_freeze"

    kind = models.CharField(_("台账"), max_length=40)
    title = models.CharField(_("名称"), max_length=80)
    on = models.DateField(_("底数日期"))
    as_of = models.DateTimeField()
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    rows = models.PositiveIntegerField(default=0)
    #: Figures by field id, in the smallest unit.
    sums: Any = CanonicalJSON(default=dict)
    places = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("底数锁定")
        verbose_name_plural = _("底数锁定")
        constraints = [models.UniqueConstraint(fields=["kind", "area", "on"], name="reg_freeze_once")]

    def __str__(self) -> str:
        return self.title


class FrozenItem(Totals):
    """One line of a frozen book; nothing personal is copied."""

    freeze = models.ForeignKey(Freeze, on_delete=models.PROTECT, related_name="lines", db_index=False)
    item = models.ForeignKey(RegisterItem, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    area_id = models.BigIntegerField()
    community = models.BigIntegerField(null=True)
    state = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["freeze", "item"], name="reg_frozen_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()
