"""Files on a subject: checked, re-encoded, stored by digest, served through access only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from linli.domain.access import Actor
from linli.records import files, uploads
from linli.records.models import Attachment, Subject


@dataclass(frozen=True)
class Prepared:
    """An upload that was checked and lies on disk; :func:`attach` only writes its row."""

    digest: str
    thumb_digest: str
    name: str
    content_type: str
    size: int
    width: int | None
    height: int | None


def prepare_file(upload: uploads.Upload) -> Prepared:
    """Check, re-encode and store an upload, before the transaction that attaches it.

    A photo takes a tenth of a second; inside a transaction everybody else would wait for it. If the
    transaction never comes, the file is an orphan and swept. Raises
    :class:`linli.records.errors.BadFile` with the reason in plain words.
    """
    checked = uploads.check(upload)
    return Prepared(
        digest=files.store(checked.data),
        thumb_digest=files.store(checked.thumb) if checked.thumb else "",
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.data),
        width=checked.width,
        height=checked.height,
    )


def attach(
    *,
    subject: Subject,
    upload: uploads.Upload | Prepared,
    actor: Actor,
    at: datetime,
    kind: str,
    published: bool = False,
) -> Attachment:
    """Keep an upload on a locked subject; appends ``attachment.added``.

    Give what :func:`prepare_file` answered before the transaction; a raw upload is prepared here. The
    file is complete on disk before the row is written. Raises :class:`linli.records.errors.BadFile`.
    """
    from linli.records.services import append

    stored = upload if isinstance(upload, Prepared) else prepare_file(upload)
    row = Attachment(
        **vars(stored),
        subject_kind=subject.SUBJECT_KIND,
        kind=kind,
        added_at=at,
        user_id=actor.user_id,
        post_id=actor.post_id,
        published=published,
    )
    if subject.pk is None:
        subject.save(force_insert=True)
    row.subject_id = subject.pk
    row.save(force_insert=True)
    append(
        subject=subject,
        name="attachment.added",
        actor=actor,
        at=at,
        data={"attachment": row.pk, "kind": kind, "digest": row.digest},
    )
    return row


def publish_file(*, subject: Subject, attachment: Attachment, actor: Actor, at: datetime, on: bool) -> None:
    """Let residents see a file, or no longer; appends ``attachment.published`` or ``.hidden``."""
    from linli.records.services import append

    attachment.published = on
    attachment.save(update_fields=["published"])
    name = "attachment.published" if on else "attachment.hidden"
    append(subject=subject, name=name, actor=actor, at=at, data={"attachment": attachment.pk})


def withdraw_file(*, subject: Subject, attachment: Attachment, actor: Actor, at: datetime) -> None:
    """Take a file out of all pages; the row and the bytes stay until retention. Appends ``.withdrawn``."""
    from linli.records.services import append

    attachment.withdrawn_at, attachment.published = at, False
    attachment.save(update_fields=["withdrawn_at", "published"])
    append(
        subject=subject,
        name="attachment.withdrawn",
        actor=actor,
        at=at,
        data={"attachment": attachment.pk},
    )


def erase_files(kind: str, subject_id: int, at: datetime) -> int:
    """Erase all files of a subject: name and digests go now, bytes after the commit. Answers how many."""
    gone = 0
    for row in Attachment.objects.filter(subject_kind=kind, subject_id=subject_id, erased_at=None):
        digests = [digest for digest in (row.digest, row.thumb_digest) if digest]
        row.digest, row.thumb_digest, row.name = "", "", ""
        row.erased_at, row.published, row.withdrawn_at = at, False, row.withdrawn_at or at
        row.save()
        transaction.on_commit(lambda digests=digests: _drop_unused(digests))  # type: ignore[misc]
        gone += 1
    return gone


def _drop_unused(digests: list[str]) -> None:
    for digest in digests:
        if not in_use(digest):
            files.remove(digest)


def in_use(digest: str) -> bool:
    """True when a row still points to these bytes."""
    return Attachment.objects.filter(Q(digest=digest) | Q(thumb_digest=digest)).exists()


def sweep(at: datetime) -> int:
    """Remove files older than a day that no row points to (a transaction failed). Answers how many."""
    limit = (at - files.ORPHAN_AGE).timestamp()
    gone = 0
    for digest, path in files.each():
        if path.stat().st_mtime < limit and not in_use(digest):
            path.unlink(missing_ok=True)
            gone += 1
    for part in files.leftovers(at):
        part.unlink(missing_ok=True)
        gone += 1
    return gone
