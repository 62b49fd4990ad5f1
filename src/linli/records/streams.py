"""The check of one stream: chain, texts, the subject's head, and what checkpoints sealed of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from linli.records import chain

#: (number of the checkpoint, sealed seq, sealed hash)
Point = tuple[int, int, str]
#: code, seq, message
Finding = Callable[[str, int, str], None]
_NEVER = datetime.min.replace(tzinfo=UTC)


class Stored(NamedTuple):
    """An event as it stands in the table, with its text."""

    seq: int
    name: str
    at: datetime
    recorded_at: datetime
    user_id: int | None
    post_id: int | None
    body_id: int | None
    channel: str
    data: str
    body_digest: str
    prev_hash: str
    hash: str
    has_body: str | None
    salt: str | None
    text: str | None
    erased_at: datetime | None


class StreamCheck:
    """Takes the events of one stream in order, then its end."""

    def __init__(
        self,
        key: tuple[str, int],
        *,
        points: Sequence[Point],
        limits: Sequence[datetime],
        found: Finding,
        was_erased: Callable[[str, int], bool],
    ) -> None:
        self.kind, self.subject_id = key
        self.found = found
        self.was_erased = was_erased
        self.sealed = {seq: head for _number, seq, head in points}
        sealed_by = {number: seq for number, seq, _head in points}
        #: What is younger than the list that should hold it, and was recorded before it, was slipped in.
        self.horizons = sorted((sealed_by.get(number, 0), limit) for number, limit in enumerate(limits))
        self.horizon = _NEVER
        self.horizon_next = 0
        self.last_seq = 0
        self.last_hash = ""

    def event(self, row: Stored) -> None:
        """Check one event against its own hash, the one before, and the sealed lists."""
        if row.seq != self.last_seq + 1:
            self._gap(row.seq)
        elif row.prev_hash != self.last_hash:
            self.found("link", row.seq, _("与前一条记录接不上：前一条被替换、调换或插入"))
        if chain.event_hash(self._row(row)) != row.hash:
            self.found("changed", row.seq, _("记录内容被改动：%(name)s") % {"name": row.name})
        self._body(row)
        self._seal(row)
        self.last_seq, self.last_hash = row.seq, row.hash

    def _row(self, row: Stored) -> chain.Row:
        return chain.Row(self.kind, self.subject_id, *row[:11])

    def _gap(self, seq: int) -> None:
        first, last = self.last_seq + 1, seq - 1
        message = _("第%(first)s条至第%(last)s条记录被删除") % {"first": first, "last": last}
        self.found("removed", first, message)

    def _body(self, row: Stored) -> None:
        if row.has_body is None:
            if row.body_digest:
                self.found("body_removed", row.seq, _("文字内容被删除，没有删除登记"))
            return
        if row.has_body != row.body_digest:
            self.found("body_changed", row.seq, _("文字内容被替换"))
        elif row.erased_at is not None:
            if row.text or row.salt or not self.was_erased(self.kind, self.subject_id):
                self.found("body_removed", row.seq, _("文字内容被清空，没有删除登记"))
        elif chain.body_digest(row.salt or "", row.text or "") != row.body_digest:
            self.found("body_changed", row.seq, _("文字内容被改动"))

    def _seal(self, row: Stored) -> None:
        head = self.sealed.pop(row.seq, None)
        if head is not None and head != row.hash:
            message = _("到第%(seq)s条为止的记录与检查点不符：整段被重写") % {"seq": row.seq}
            self.found("rewritten", row.seq, message)
        while self.horizon_next < len(self.horizons) and self.horizons[self.horizon_next][0] < row.seq:
            self.horizon = max(self.horizon, self.horizons[self.horizon_next][1])
            self.horizon_next += 1
        if row.recorded_at < self.horizon:
            self.found("inserted", row.seq, _("记录在检查点之后补插，登记时间却早于检查点"))

    def end(self, head: tuple[int, str] | None, *, known_kind: bool) -> None:
        """Check the end of the stream against the subject's row and the sealed lists."""
        lost = max(self.sealed, default=0)
        if lost > self.last_seq:
            message = _("第%(seq)s条之后的记录被截断：检查点里有第%(lost)s条") % {
                "seq": self.last_seq,
                "lost": lost,
            }
            self.found("truncated", self.last_seq + 1, message)
        if head is None:
            if known_kind and self.last_seq:
                self.found("subject_removed", 0, _("所属的事项本身被删除"))
        elif head != (self.last_seq, self.last_hash):
            self._head(*head)

    def _head(self, seq: int, head: str) -> None:
        if seq > self.last_seq:
            message = _("末尾记录被截断：应有%(seq)s条，只有%(last)s条") % {"seq": seq, "last": self.last_seq}
            self.found("truncated", self.last_seq + 1, message)
        elif seq < self.last_seq:
            message = _("末尾多出%(count)s条记录") % {"count": self.last_seq - seq}
            self.found("inserted", seq + 1, message)
        elif head != self.last_hash:
            self.found("head", seq, _("事项上的链尾与最后一条记录不符"))
