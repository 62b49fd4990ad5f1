"""Publishing freezes: words, figures, rows, what was known; a correction is another edition."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.bulletins.assembling import document
from linli.bulletins.counting import Count, count, template_of
from linli.bulletins.errors import EditionFrozen, FiguresChanged
from linli.bulletins.models import Bulletin, Edition, EditionRows
from linli.definitions import canonical
from linli.definitions.bulletins import Bulletin as Template
from linli.domain import binding
from linli.domain.access import Actor
from linli.papers import services as papers
from linli.papers.drafts import addressee_of
from linli.papers.models import Paper
from linli.papers.services.building import clean
from linli.papers.services.issuing import numbered_here
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb


@verb()
def publish(*, bulletin_id: int, actor: Actor, at: datetime, version: int | None = None) -> Edition:
    """Sign a bulletin: its figures are counted once more, and if one is another now, nobody signs it unseen.

    The paper is written (numbered by us, or a draft for the office automation) and the edition frozen with the ids of the
    rows behind every figure; event ``bulletin.published``. Raises :class:`FiguresChanged`, ``OrderBlocked`` when it
    would order whom it may not, :class:`EditionFrozen` for one that is published.
    """
    bulletin = records.lock(Bulletin, bulletin_id)
    if bulletin.state == Bulletin.State.WITHDRAWN:
        raise NotAllowed(_("这份通报已作废。"))
    if not bulletin.is_open:
        raise EditionFrozen()
    records.check_version(bulletin, version)
    template = template_of(bulletin)
    now = count(bulletin, at)
    _nothing_moved(bulletin, now)
    _nothing_missing(bulletin, now)
    number = bulletin.editions_count + 1
    bulletin.figures, bulletin.tables = now.figures, now.tables
    paper = _paper(bulletin, template, number, actor, at)
    edition = _freeze(bulletin, now, paper, number, actor, at)
    bulletin.state, bulletin.editions_count, bulletin.correction = Bulletin.State.PUBLISHED, number, ""
    bulletin.save(update_fields=["state", "editions_count", "correction", "figures", "tables"])
    records.append(
        subject=bulletin, name="bulletin.published", actor=actor, at=at, data={"edition": number, "digest": edition.digest}
    )  # fmt: skip
    return edition


def _nothing_moved(bulletin: Bulletin, now: Count) -> None:
    used = set(binding.names(bulletin.text)) | set(bulletin.tables)
    moved = [
        one
        for one in binding.changes(bulletin.exact_and_printed, now.exact_and_printed)
        if one.name in used and not now.figures.get(one.name, {}).get("standing")
    ]
    if moved:
        raise FiguresChanged(moved, {name: str(held["label"]) for name, held in now.figures.items()})


def _nothing_missing(bulletin: Bulletin, now: Count) -> None:
    """A dash in a published sentence says nothing; the drafter enters the value or takes the sentence out."""
    for name in binding.names(bulletin.text):
        held = now.figures[name]
        if not held.get("standing") and not held.get("table") and not held["exact"]:
            raise LinliError(
                _("「%(label)s」%(note)s，请补上或把这句话删去。")
                % {"label": held["label"], "note": held.get("note") or _("没有样本，算不出来")}
            )


def _paper(bulletin: Bulletin, template: Template, number: int, actor: Actor, at: datetime) -> Paper:
    made = papers.create_paper(
        kind=template.paper,
        document=document(bulletin, template, number=number),
        issuer=bulletin.issuer,
        addressee=addressee_of(bulletin.addressee),
        subject=bulletin,
        authority=bulletin.authority,
        actor=actor,
        at=at,
    )
    if numbered_here(made):
        return papers.issue(paper_id=made.pk, actor=actor, at=at)
    return papers.mark_drafted(paper_id=made.pk, actor=actor, at=at)


def _freeze(bulletin: Bulletin, now: Count, paper: Paper, number: int, actor: Actor, at: datetime) -> Edition:
    rows: dict[str, tuple[str, bytes, int]] = {}
    for name, answer in now.answers.items():
        ids = answer.row_ids()
        if ids is not None:
            rows[name] = (answer.kind, binding.pack(ids), len(set(ids)))
    content: dict[str, Any] = {
        "title": bulletin.title,
        "text": bulletin.text,
        "figures": now.figures,
        "tables": now.tables,
        "rows": {name: binding.digest(packed) for name, (_kind, packed, _count) in sorted(rows.items())},
        "known_at": at.isoformat(),
        "definition": bulletin.definition.digest,
        "reason": bulletin.correction,
    }
    edition = Edition.objects.create(
        bulletin=bulletin, number=number, paper=paper, title=paper.title, text=bulletin.text, figures=now.figures,
        tables=now.tables, published_at=at, known_at=at, reason=bulletin.correction, user_id=actor.user_id,
        post_id=actor.post_id, digest=canonical.digest(content),
    )  # fmt: skip
    EditionRows.objects.bulk_create(
        EditionRows(
            edition=edition, figure=name, kind=kind, count=size, packed=packed, digest=binding.digest(packed)
        )
        for name, (kind, packed, size) in rows.items()
    )
    return edition


@verb()
def correct(*, bulletin_id: int, reason: str, actor: Actor, at: datetime) -> Bulletin:
    """Begin a 更正通报 with today's figures; the published edition stays readable. Event ``bulletin.correction_begun``.

    An edition whose paper never went out is only taken back: its draft is voided, and the next one corrects nothing.
    """
    bulletin = records.lock(Bulletin, bulletin_id)
    if bulletin.state != Bulletin.State.PUBLISHED:
        raise NotAllowed(_("只有已定稿的通报才需要更正。"))
    if not clean(reason):
        raise LinliError(_("请写明更正的原因，它会印在更正通报里。"))
    latest = bulletin.editions.select_related("paper").order_by("-number")[0]
    if not latest.paper.went_out:
        papers.withdraw_paper(paper_id=latest.paper_id, reason=reason, actor=actor, at=at, by_keeper=True)
    bulletin.state, bulletin.correction = Bulletin.State.CORRECTING, clean(reason)[:500]
    found = count(bulletin, at)
    bulletin.figures, bulletin.tables, bulletin.figures_at = found.figures, found.tables, at
    bulletin.save(update_fields=["state", "correction", "figures", "tables", "figures_at"])
    records.append(
        subject=bulletin, name="bulletin.correction_begun", actor=actor, at=at, text={"reason": bulletin.correction}
    )  # fmt: skip
    return bulletin
