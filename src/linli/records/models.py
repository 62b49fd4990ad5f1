"""What the house remembers: events in chains, erasable texts, spans, numbers, deltas, files.

Events hold ids and codes only. Whatever names a person lies in :class:`EventBody`, in an encrypted
field or in a file, and can be erased without breaking a chain. See docs/explanation/history.md.
"""

# ruff: noqa: DJ008 - rows of machinery that no page lists by name
from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from linli.records.fields import CanonicalJSON
from linli.records.time import FOREVER


class Subject(models.Model):
    """A row whose history is kept. ``append`` alone moves these three columns."""

    #: Name of the stream: "case", "area", "organization" … set by every subclass.
    SUBJECT_KIND: ClassVar[str] = ""

    version = models.PositiveIntegerField(default=1, editable=False)
    event_seq = models.PositiveIntegerField(default=0, editable=False)
    event_hash = models.CharField(max_length=64, default="", blank=True, editable=False)

    class Meta:
        abstract = True


class Event(models.Model):
    """One thing that happened to one subject; never changed, never removed."""

    kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    body_id = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=12)
    data = CanonicalJSON(default=dict)
    body_digest = models.CharField(max_length=64, default="", blank=True)
    prev_hash = models.CharField(max_length=64, default="", blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_id", "seq"], name="rec_event_stream"),
        ]
        indexes = [models.Index(fields=["name", "at"], name="rec_event_name_at")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}#{self.seq} {self.name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only ever inserts. Raises TypeError for an event that is there already."""
        if not self._state.adding:
            raise TypeError("an event is never changed; append another one")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Events are never removed. Raises TypeError."""
        raise TypeError("an event is never removed")


class EventBody(models.Model):
    """The personal text of an event; its salted digest is in the chain, so the text may go."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="body", primary_key=True)
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "event bodies"

    def __str__(self) -> str:
        return f"text of event {self.event_id}"


class Span(models.Model):
    """A value of a field of a subject from one instant to another, half-open; figures read these."""

    kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    field = models.CharField(max_length=32)
    value = models.CharField(max_length=64, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(default=FOREVER)
    event_seq = models.PositiveIntegerField()
    closed_seq = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "subject_id", "field", "valid_from"], name="rec_span_subject"),
            models.Index(fields=["kind", "field", "value", "valid_to"], name="rec_span_value"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject_id}.{self.field}={self.value}"


class Request(models.Model):
    """The first result under a key, so that a form sent twice acts once."""

    key = models.CharField(max_length=80)
    actor = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    result = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "actor"], name="rec_request_key")]
        indexes = [models.Index(fields=["created_at"], name="rec_request_age")]


class NumberSeries(models.Model):
    """The last number drawn of a gapless series; year 0 means "not by year"."""

    series = models.CharField(max_length=64)
    year = models.PositiveIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "number series"
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="rec_series_year")]


class Delta(models.Model):
    """A change of a tally that the worker has not folded yet."""

    tally = models.CharField(max_length=48)
    key = models.CharField(max_length=255)
    amount = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["tally"], name="rec_delta_tally")]


class Tally(models.Model):
    """The folded sum of deltas under one key."""

    tally = models.CharField(max_length=48)
    key = models.CharField(max_length=255)
    amount = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [models.UniqueConstraint(fields=["tally", "key"], name="rec_tally_key")]


class Touched(models.Model):
    """A day of a record set whose kept counts are not true until the worker has counted it again.

    Written in the transaction of the change, deleted in that of the new count; nobody updates it.
    """

    record_set = models.CharField(max_length=48)
    date_name = models.CharField(max_length=32)
    day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["record_set", "date_name", "day"], name="rec_touched_day")]


class Attachment(models.Model):
    """A file on a subject, stored by the digest of its bytes outside the web root."""

    subject_kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=24)
    digest = models.CharField(max_length=64, db_index=True)
    thumb_digest = models.CharField(max_length=64, blank=True, db_index=True)
    name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    added_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    post_id = models.BigIntegerField(null=True)
    published = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="rec_attach_subject")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.subject_kind}:{self.subject_id}"

    @property
    def is_image(self) -> bool:
        """True for the re-encoded pictures, which may be shown inside a page."""
        return self.content_type.startswith("image/")


class ErasureLog(Subject):
    """What was erased, when and why; replayed after a backup from before the erasure is restored."""

    SUBJECT_KIND = "erasure"

    kind = models.CharField(max_length=24)
    erased_id = models.BigIntegerField()
    what = models.CharField(max_length=24)
    basis = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "erased_id"], name="rec_erasure_subject")]


class Checkpoint(models.Model):
    """A signed list of all stream heads at one instant; the list itself lies in the outside folder."""

    taken_at = models.DateTimeField()
    streams = models.PositiveBigIntegerField()
    events = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, blank=True)
    public_key = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    file = models.CharField(max_length=120)


class Verification(models.Model):
    """One run of ``verify``; asked for on the page, done by the worker, kept as a record."""

    asked_at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)
    events = models.PositiveBigIntegerField(default=0)
    checkpoints = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    report = CanonicalJSON(default=list)


class SearchEntry(models.Model):
    """The searchable grams of one subject; the full-text index of either engine reads this table."""

    kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
    grams = models.TextField(blank=True)
    scopes = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="rec_search_subject")]


class SearchJob(models.Model):
    """A subject whose search entry is to be made anew by the worker."""

    kind = models.CharField(max_length=24)
    subject_id = models.BigIntegerField()
