"""Finds every change of what was recorded, names it, and says plainly how far the proof reaches.

One pass over all events in the order of their streams, beside it the subjects' heads and the sealed
lists; nothing is held in memory but the stream at hand.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from linli.records import checkpoints, registry
from linli.records.models import ErasureLog, Event, Subject
from linli.records.snapshot import snapshot
from linli.records.streams import Point, Stored, StreamCheck

#: A transaction may be open that long before it commits; older events must have been sealed.
OPEN_AT_MOST = timedelta(hours=1)
#: Problems kept in a report; all are counted.
KEEP = 1000

_COLUMNS = (
    *("subject_id", "seq", "name", "at", "recorded_at", "user_id", "post_id", "body_id", "channel"),
    *("stored", "body_digest", "prev_hash", "hash"),
    *("body__digest", "body__salt", "body__text", "body__erased_at"),
)
Key = tuple[str, int]


@dataclass(frozen=True)
class Problem:
    """One finding: what happened to which event."""

    code: str
    kind: str
    subject_id: int
    seq: int
    message: str


@dataclass
class Report:
    """What a run found."""

    events: int = 0
    streams: int = 0
    checkpoints: int = 0
    #: Since when changes are found even if the whole chain was rewritten; None without a checkpoint.
    since: datetime | None = None
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """True when nothing was found."""
        return self.problem_count == 0

    def add(self, problem: Problem) -> None:
        """Count a finding; the first thousand are kept."""
        self.problem_count += 1
        if len(self.problems) < KEEP:
            self.problems.append(problem)

    def as_json(self) -> dict[str, Any]:
        """Plain values for ``--json`` and the stored run."""
        return {
            "ok": self.ok,
            "events": self.events,
            "streams": self.streams,
            "checkpoints": self.checkpoints,
            "since": self.since.isoformat() if self.since else None,
            "problem_count": self.problem_count,
            "problems": [asdict(item) for item in self.problems],
            "notes": self.notes,
        }


def verify(place: Path | None = None) -> Report:
    """Check all chains, texts, heads and, if there are any, the checkpoints in ``place``."""
    report = Report()
    sealed = _usable(place, report)
    # The demonstration builds a past: there, being recorded early proves nothing.
    limits = [] if settings.LINLI_DEMO else [item.taken_at - OPEN_AT_MOST for item in sealed]
    models = _models()
    with snapshot():
        kinds = checkpoints.stream_kinds()
        sources = (_events(kinds), _heads(models), _points(sealed, report))
        for key, (events, head, points) in _together(*sources):
            _check(key, events or (), head, points or (), limits, known=key[0] in models, report=report)
    report.checkpoints = len(sealed)
    report.since = sealed[0].taken_at if sealed else None
    return report


def _check(
    key: Key,
    events: Iterable[Stored],
    head: tuple[int, str] | None,
    points: Iterable[Point],
    limits: list[datetime],
    *,
    known: bool,
    report: Report,
) -> None:
    check = StreamCheck(
        key,
        points=tuple(points),
        limits=limits,
        found=lambda code, seq, message: report.add(Problem(code, *key, seq, message)),
        was_erased=_was_erased,
    )
    for row in events:
        check.event(row)
        report.events += 1
    report.streams += 1
    check.end(head, known_kind=known)


def _was_erased(kind: str, subject_id: int) -> bool:
    return ErasureLog.objects.filter(kind=kind, erased_id=subject_id).exists()


def _events(kinds: list[str]) -> Iterator[tuple[Key, Iterator[Stored]]]:
    for kind in kinds:
        rows = (
            Event.objects.filter(kind=kind)
            .annotate(stored=Cast("data", TextField()))
            .order_by("subject_id", "seq")
            .values_list(*_COLUMNS)
            .iterator(chunk_size=2000)
        )
        for subject_id, stream in groupby(rows, key=lambda row: row[0]):
            yield (kind, subject_id), (Stored(*row[1:]) for row in stream)


def _heads(models: dict[str, Any]) -> Iterator[tuple[Key, tuple[int, str]]]:
    for kind in sorted(models):
        rows = models[kind]._base_manager.order_by("pk")
        for pk, seq, head in rows.values_list("pk", "event_seq", "event_hash").iterator(chunk_size=5000):
            yield (kind, pk), (seq, head)


def _points(sealed: list[checkpoints.Sealed], report: Report) -> Iterator[tuple[Key, list[Point]]]:
    lists = [_list(number, item, report) for number, item in enumerate(sealed)]
    for key, rows in groupby(heapq.merge(*lists), key=lambda row: (row[0], row[1])):
        yield key, [(number, seq, head) for _kind, _id, seq, number, head in rows]


def _list(number: int, item: checkpoints.Sealed, report: Report) -> Iterator[tuple[str, int, int, int, str]]:
    try:
        for kind, subject_id, seq, head in item.heads():
            yield kind, subject_id, seq, number, head
    except ValueError as error:
        message = _("检查点损坏：%(error)s") % {"error": error}
        report.add(Problem("checkpoint", "checkpoint", 0, 0, message))


def _together(*sources: Iterator[tuple[Key, Any]]) -> Iterator[tuple[Key, list[Any]]]:
    """Walk several sorted sources side by side; None where one has nothing under a key."""
    fronts = [next(source, None) for source in sources]
    while any(front is not None for front in fronts):
        key = min(front[0] for front in fronts if front is not None)
        yield key, [front[1] if front is not None and front[0] == key else None for front in fronts]
        fronts = [
            next(source, None) if front is not None and front[0] == key else front
            for front, source in zip(fronts, sources, strict=True)
        ]


def _usable(place: Path | None, report: Report) -> list[checkpoints.Sealed]:
    place = place or checkpoints.folder()
    try:
        found = checkpoints.in_folder(place)
    except ValueError as error:
        report.add(Problem("checkpoint", "checkpoint", 0, 0, _("检查点损坏：%(error)s") % {"error": error}))
        found = []
    good = []
    for item in found:
        if not item.signature_holds() or item.is_ours() is False:
            message = _("检查点的签名不符：%(file)s") % {"file": item.path.name}
            report.add(Problem("checkpoint", "checkpoint", 0, 0, message))
        else:
            good.append(item)
    if not good:
        report.notes.append(_("没有存放在外部的检查点：整条记录链如被全部重写，无法发现。"))
    elif not checkpoints.is_outside(place):
        report.notes.append(
            _("检查点放在数据目录内，能改数据的人也能改它。请把检查点目录设到别的机器或介质。")
        )
    if any(item.is_ours() is None for item in good):
        report.notes.append(_("本机没有签名密钥，只核对了检查点自身的签名。"))
    return good


def _models() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for model in apps.get_models():
        if issubclass(model, Subject) and model.SUBJECT_KIND:
            found[model.SUBJECT_KIND] = model
    for kind in registry.subject_kinds():
        registered = registry.subject_type(kind)
        if registered and issubclass(registered.model, Subject):
            found[kind] = registered.model
    return found
