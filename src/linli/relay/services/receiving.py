"""Reading batches: in the order of their numbers, each once, all of one or nothing of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.records.errors import LinliError
from linli.records.tx import run as run_verb
from linli.relay import files, zone
from linli.relay.errors import Refused, Unfinished
from linli.relay.format import MOST_BYTES, Content, decode
from linli.relay.models import Batch, Parcel
from linli.relay.services import arriving, mirroring, sending


@dataclass
class Report:
    """What a run of ``receive`` did."""

    applied: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    #: Files put aside, with the reason.
    refused: list[tuple[str, str]] = field(default_factory=list)
    #: Files without their end that may still be on their way.
    coming: list[str] = field(default_factory=list)
    #: Numbers that came too early, and the one they wait for.
    waiting: list[int] = field(default_factory=list)
    missing: int | None = None

    @property
    def ok(self) -> bool:
        """Nothing refused, nothing missing."""
        return not self.refused and self.missing is None


class _Came(NamedTuple):
    path: Path
    content: Content
    digest: str


def receive(at: datetime) -> Report:
    """Apply what lies in ``in``. Raises NotSetUp, and what the database or the disk raises: then the file stays."""
    report = Report()
    came = [one for path in files.arrivals() if (one := _read(path, report)) is not None]
    for one in sorted(came, key=lambda item: item.content.number):
        _take(one, report, at)
    if report.doubled:
        # They wrote it again: they have not heard us.
        sending.write_open(at)
    return report


def _read(path: Path, report: Report) -> _Came | None:
    """The content of a file; None when it was put aside or is still coming."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(_("文件太大，不是摆渡批次。"))
        raw = path.read_bytes()
        return _Came(path, decode(raw, zone.other_direction()), hashlib.sha256(raw).hexdigest())
    except Unfinished as error:
        if files.is_young(path):
            report.coming.append(path.name)
        else:
            _put_aside(path, report, error)
    except Refused as error:
        _put_aside(path, report, error)
    return None


def _put_aside(path: Path, report: Report, error: LinliError) -> None:
    sentence = str(error)
    files.refuse(path, sentence)
    report.refused.append((path.name, sentence))


def _take(one: _Came, report: Report, at: datetime) -> None:
    number, expected = one.content.number, sending.applied_to() + 1
    if number > expected:
        report.waiting.append(number)
        report.missing = expected
        return
    try:
        if number < expected:
            _check_double(one)
            if one.content.substantial:
                report.doubled.append(number)
        else:
            _apply(one, at)
            report.applied.append(number)
    except Refused as error:
        _put_aside(one.path, report, error)
        return
    files.done(one.path)


def _check_double(one: _Came) -> None:
    held = _received().filter(number=one.content.number).first()
    # Without its digest: it was counted as taken after a restore.
    if held is not None and held.digest and held.digest != one.digest:
        raise Refused(_("第%(number)s批已经收过，这一份内容不同。") % {"number": one.content.number})


def _received() -> QuerySet[Batch]:
    return Batch.objects.filter(direction=zone.other_direction(), received=True)


def _apply(one: _Came, at: datetime) -> None:
    """All of a batch. What it holds is looked at before anything is written."""
    content = one.content
    last = sending.last_drawn()
    if content.confirms > last:
        raise Refused(
            _("对方确认到第%(theirs)s批，这里只发到第%(ours)s批：本侧的数据库可能是旧备份。")
            % {"theirs": content.confirms, "ours": last}
        )
    if zone.is_outer():
        pages = mirroring.unpack(content)
        run_verb(lambda: _finish_outside(_begin(one, at), content, pages, at))
    else:
        parcels = arriving.unpack(content)
        batch = run_verb(lambda: _begin(one, at))
        # Each in a transaction of its own: shrinking the photos of a hundred voices must hold nobody up.
        for parcel in parcels:
            arriving.take(parcel, batch, at)
        run_verb(lambda: _finish(batch, content, at))
    for batch in sending.own().filter(state=Batch.State.DONE, number__lte=content.confirms):
        files.withdraw(batch.name)


def _begin(one: _Came, at: datetime) -> Batch:
    """The row of the batch; the one of an application that was broken off."""
    content = one.content
    row, _made = Batch.objects.get_or_create(
        direction=content.direction,
        received=True,
        number=content.number,
        defaults={"digest": one.digest, "at": at, "substantial": content.substantial},
    )
    if row.digest != one.digest:
        raise Refused(_("第%(number)s批已经收过，这一份内容不同。") % {"number": content.number})
    return row


def _finish_outside(batch: Batch, content: Content, pages: list[mirroring.Page], at: datetime) -> None:
    mirroring.tell(pages, content.made_at)
    mirroring.refuse(content.refusals)
    if content.board is not None:
        mirroring.take_board(content.board)
    _finish(batch, content, at)


def _finish(batch: Batch, content: Content, at: datetime) -> None:
    """Applied; what it confirms of ours is emptied: least data on both sides."""
    batch.state = Batch.State.DONE
    batch.save(update_fields=["state"])
    sending.own().filter(number__lte=content.confirms, state=Batch.State.OPEN).update(
        state=Batch.State.DONE, content=""
    )
    Parcel.objects.filter(
        batch__received=False, batch__direction=zone.own_direction(), batch__number__lte=content.confirms,
        acknowledged_at=None,
    ).update(acknowledged_at=at, payload="")  # fmt: skip
