"""What passes between two zones: parcels of the outer one, batches of both, what the outer one was told.

Tables of the outer zone: Parcel, Told. Of the inner: Arrived, Relayed. Batch: of both.
"""

# ruff: noqa: DJ008 - rows of machinery that no page lists by name
from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case
from linli.records.fields import EncryptedText


class Kind(models.TextChoices):
    """What a resident does outside."""

    VOICE = "voice", _("反映")
    ANSWER = "answer", _("评价")
    THANKS = "thanks", _("感谢")


class Batch(models.Model):
    """One file, written here or received here; each direction has its own numbers, without a gap."""

    class State(models.TextChoices):
        """What became of it."""

        #: Ours: the other side has not confirmed it. Theirs: being applied.
        OPEN = "open", _("未确认")
        DONE = "done", _("已确认")

    direction = models.CharField(max_length=8)
    #: Came from the other zone.
    received = models.BooleanField()
    number = models.PositiveIntegerField()
    #: SHA-256 of the file.
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    #: Carries more than a confirmation, so it is confirmed itself.
    substantial = models.BooleanField(default=True)
    #: Ours: up to which number of theirs it confirms.
    confirms = models.PositiveIntegerField(default=0)
    board_digest = models.CharField(max_length=64, blank=True, default="")
    #: Ours, until it is confirmed: the file, byte by byte.
    content = models.TextField(blank=True, default="")
    written_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("摆渡批次")
        verbose_name_plural = _("摆渡批次")
        constraints = [
            models.UniqueConstraint(fields=["direction", "received", "number"], name="relay_batch_number")
        ]
        indexes = [models.Index(fields=["received", "state", "number"], name="relay_batch_open")]

    @property
    def name(self) -> str:
        """The name of its file."""
        return file_name(self.direction, self.number)


def file_name(direction: str, number: int) -> str:
    """``inward-00000012.json``: sorts as it counts."""
    return f"{direction}-{number:08d}.json"


class Parcel(models.Model):
    """The outbox of the outer zone: one thing a resident said. Emptied when the inner zone has it."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    #: Under which the inner zone takes it once.
    key = models.CharField(max_length=80, unique=True)
    receipt = models.CharField(max_length=16, db_index=True)
    #: Which round of the case it answers; 0 for a voice.
    round = models.PositiveSmallIntegerField(default=0)
    payload = EncryptedText(blank=True, default="")
    made_at = models.DateTimeField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="parcels")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    #: Why the inner zone did not take it; empty: it did, or has not said yet.
    refusal = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        verbose_name = _("待转办件")
        verbose_name_plural = _("待转办件")
        indexes = [models.Index(fields=["acknowledged_at", "made_at"], name="relay_parcel_waiting")]


class Told(models.Model):
    """Outside: what the follow page of a receipt tells, and as of when."""

    receipt = models.CharField(max_length=16, unique=True)
    page = EncryptedText()
    told_at = models.DateTimeField()
    #: Nothing more is owed; forgotten half a year later.
    ended = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("已告知进度")
        verbose_name_plural = _("已告知进度")
        indexes = [models.Index(fields=["ended", "told_at"], name="relay_told_ended")]


class Arrived(models.Model):
    """Inside: a parcel that came, so that it is taken once however often it comes."""

    kind = models.CharField(max_length=8, choices=Kind.choices)
    key = models.CharField(max_length=80, unique=True)
    receipt = models.CharField(max_length=16)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="arrivals")
    at = models.DateTimeField()
    refusal = models.CharField(max_length=300, blank=True, default="")
    #: Our batch by which the refusal was told.
    told_in = models.ForeignKey(
        Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="refusals"
    )

    class Meta:
        verbose_name = _("转入件")
        verbose_name_plural = _("转入件")
        indexes = [models.Index(fields=["told_in", "refusal"], name="relay_arrived_refused")]


class Relayed(models.Model):
    """Inside: a case that came by relay, and what of it was told outside last."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="relayed", primary_key=True)
    #: Heads of the histories (its own, and of the one it goes on as) that were looked at last.
    seen = models.PositiveIntegerField(default=0)
    seen_shown = models.PositiveIntegerField(default=0)
    #: SHA-256 of what was told last.
    digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("转入的诉求")
        verbose_name_plural = _("转入的诉求")
