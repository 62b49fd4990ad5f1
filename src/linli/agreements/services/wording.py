"""The text of a sheet: corrected until somebody has signed, afterwards a new version; scans of the signed paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.agreements import kinds
from linli.agreements.errors import Refused
from linli.agreements.models import Agreement
from linli.agreements.services.drafting import NAME, line, open_sheet
from linli.agreements.services.lifecycle import renew
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.records import services as records
from linli.records.attachments import Prepared
from linli.records.models import Attachment
from linli.records.tx import verb
from linli.records.uploads import Upload

#: Clauses on a sheet, and signs in one of them.
MOST_CLAUSES, CLAUSE = 30, 500


@dataclass(frozen=True)
class Text:
    """What a sheet says."""

    title: str
    opening: str
    clauses: Sequence[str]
    basis: str = ""


@verb()
def reword(*, agreement_id: int, text: Text, version: int | None, actor: Actor, at: datetime) -> Agreement:
    """Correct the text of a sheet nobody has signed; event ``agreement.reworded`` keeps what it said before.

    Refuses a sheet with a signature, even one that was taken back: those signed another text. A stale version raises
    ``Conflict``.
    """
    row = open_sheet(agreement_id, Agreement.State.DRAFT, Agreement.State.OFFERED, version=version)
    if row.parties.filter(signed_on__isnull=False).exists():
        raise Refused(_("已经有人签过，原文不能再改，请另立新的一版。"))
    before = "\n".join([row.title, row.wording.get("opening", ""), *row.wording.get("clauses", [])])
    _fill(row, text, at)
    row.save(update_fields=["title", "basis", "wording"])
    data = {"edition": row.wording["edition"]}
    records.append(
        subject=row, name="agreement.reworded", actor=actor, at=at, data=data, text={"before": before}
    )
    return row


def _fill(row: Agreement, text: Text, at: datetime) -> None:
    piece = kinds.of_definition(row.definition, row.kind)
    clauses = [line(one, CLAUSE, _("条款"), "clauses") for one in text.clauses if one.strip()]
    if not 1 <= len(clauses) <= MOST_CLAUSES:
        raise Refused(_("请写1到%(most)s条，一行一条。") % {"most": MOST_CLAUSES}, field="clauses")
    row.title = line(text.title, NAME, _("名称"), "title", required=True)
    row.basis = line(text.basis, 120, _("依据"), "basis", required=piece.needs_basis)
    row.wording = {
        "opening": line(text.opening, CLAUSE, _("开头"), "opening"),
        "clauses": clauses,
        "from": local_day(at).isoformat(),
        "edition": int(row.wording.get("edition", 1)) + 1,
    }


@verb()
def new_version(
    *, agreement_id: int, text: Text, version: int | None, actor: Actor, at: datetime
) -> Agreement:
    """Another text after somebody signed: a new sheet for the same signers, to be signed anew; the old one stays.

    Events ``agreement.drafted``, ``agreement.renewed``, ``agreement.reworded``. Refuses a sheet that was renewed.
    """
    old = open_sheet(agreement_id, Agreement.State.OFFERED, Agreement.State.ENDED, version=version)
    edition = old.wording.get("edition", 1)
    row = renew(agreement_id=old.pk, actor=actor, at=at)
    row.wording["edition"] = edition
    row.save(update_fields=["wording"])
    return reword(agreement_id=row.pk, text=text, version=None, actor=actor, at=at)


def add_scan(*, agreement_id: int, scan: Upload, actor: Actor, at: datetime) -> Attachment:
    """A photo or scan of the signed paper; appends ``attachment.added``. A draft has no signed paper."""
    return _attach(agreement_id, records.prepare_file(scan), actor, at)


@verb()
def _attach(agreement_id: int, ready: Prepared, actor: Actor, at: datetime) -> Attachment:
    row = open_sheet(agreement_id, Agreement.State.OFFERED, Agreement.State.ENDED)
    return records.attach(subject=row, upload=ready, actor=actor, at=at, kind="scan")
