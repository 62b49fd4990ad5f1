"""Papers are drafted, changed while they may, voided; orders that may not go are stopped here already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from django.db.models import Model
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.domain.orders import parties_of
from linli.domain.papers import Party, check_orders
from linli.organizations.models import Organization
from linli.papers import keepers
from linli.papers.document import Document, ReplySlip, to_json
from linli.papers.errors import Frozen, OrderBlocked
from linli.papers.kinds import KINDS
from linli.papers.models import Openness, Paper
from linli.papers.services.building import build_working, clean, reply_slip
from linli.papers.texts import to_text
from linli.records import services as records
from linli.records.errors import LinliError
from linli.records.tx import verb

State = Paper.State


@verb()
def create_working_paper(
    *,
    kind: str,
    subject: Model | None,
    addressee: Organization | None,
    fields: Mapping[str, str],
    actor: Actor,
    at: datetime,
    issuer: Organization | None = None,
    addressee_text: str = "",
    text: str = "",
    authority: str = "",
    issue_now: bool = True,
) -> Paper:
    """Write a working paper about ``subject``; issued at once unless ``issue_now`` is False.

    ``issuer`` is the acting body by default. Events ``paper.drafted`` and ``paper.issued``. Raises
    :class:`OrderBlocked` when it would order whom it may not, ``LinliError`` without an issuing body.
    """
    from linli.papers.services.issuing import issue

    body = issuer or _acting_body(actor)
    name = addressee.name if addressee else addressee_text
    document = build_working(kind=kind, fields=fields, addressee=name, issuer=body.name, text=text)
    paper = create_paper(
        kind=kind,
        document=document,
        issuer=body,
        addressee=addressee,
        subject=subject,
        authority=authority,
        actor=actor,
        at=at,
    )
    return issue(paper_id=paper.pk, actor=actor, at=at) if issue_now else paper


def _acting_body(actor: Actor) -> Organization:
    body = Organization.objects.filter(pk=actor.body_id).first() if actor.body_id else None
    if body is None:
        raise LinliError(_("您现在的岗位不属于任何单位，不能出具文书。请先切换身份。"))
    return body


@verb()
def create_paper(
    *,
    kind: str,
    document: Document,
    issuer: Organization,
    actor: Actor,
    at: datetime,
    addressee: Organization | None = None,
    subject: Model | None = None,
    authority: str = "",
) -> Paper:
    """Keep a new draft of any kind; event ``paper.drafted``. The lint of orders has the first word."""
    if kind not in KINDS:
        raise LinliError(_("没有这种文书，请从列表中选择。"))
    check_addressees(kind, document, issuer, [addressee] if addressee else [], authority)
    paper = Paper(
        kind=kind,
        title=document.title.replace("\n", "")[:200],
        issuer=issuer,
        addressee=addressee,
        addressee_text=document.addressee[:200],
        subject_kind=getattr(subject, "SUBJECT_KIND", "") if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        document=to_json(document),
        authority=authority[:200],
        asks_reply=bool(document.slips),
        created_at=at,
        user_id=actor.user_id,
    )
    areas.fill_columns(paper, issuer.area_id)
    records.append(subject=paper, name="paper.drafted", actor=actor, at=at, data={"kind": kind})
    return paper


def check_addressees(
    kind: str, document: Document, issuer: Organization, addressees: Iterable[Organization], authority: str
) -> None:
    """Who may order whom. Raises :class:`OrderBlocked`."""
    verdict = check_orders(
        issuer=party_of(issuer),
        addressees=[*(party_of(body) for body in addressees), *parties_of(document.addressee)],
        text="\n".join(document.texts),
        authority=authority,
        is_order=KINDS[kind].is_order,
    )
    if verdict.blocked:
        raise OrderBlocked(verdict)


def party_of(body: Organization) -> Party:
    """A body as the rules of papers see it: its kind, and the level of the place it belongs to."""
    span = areas.span(body.area_id)
    # Power to enforce a law lies with departments of county level and above.
    enforces = body.kind.startswith("dept_") and span is not None and span.level in {"district", "city"}
    return Party(body.kind, span.level if span else "", body.name, may_enforce=enforces)


@verb()
def change_paper(
    *,
    paper_id: int,
    document: Document,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    authority: str | None = None,
) -> Paper:
    """Write a draft anew; event ``paper.changed``. Raises :class:`Frozen` once it was issued."""
    paper = records.lock(Paper, paper_id)
    records.check_version(paper, version, current=_words(paper.body), theirs=_words(document))
    if paper.is_frozen:
        raise Frozen()
    keepers.check(paper)
    authority = paper.authority if authority is None else authority
    to = [paper.addressee] if paper.addressee else []
    check_addressees(paper.kind, document, paper.issuer, to, authority)
    paper.document, paper.title = to_json(document), document.title.replace("\n", "")[:200]
    paper.addressee_text, paper.authority = document.addressee[:200], authority[:200]
    # What was checked are other words now.
    paper.checked_at = paper.checked_post_id = None
    paper.save(
        update_fields=["document", "title", "addressee_text", "authority", "checked_at", "checked_post_id"]
    )
    records.append(subject=paper, name="paper.changed", actor=actor, at=at)
    return paper


def _words(document: Document) -> dict[str, str]:
    """Title, addressee and text as they are typed."""
    return {"title": document.title, "addressee": document.addressee, "text": to_text(document.blocks)}


@verb()
def withdraw_paper(
    *, paper_id: int, reason: str, actor: Actor, at: datetime, by_keeper: bool = False
) -> Paper:
    """Void a draft; event ``paper.withdrawn``. An issued one stays: its number would leave a gap.

    ``by_keeper``: the room that wrote it takes it back (``papers.keepers``).
    """
    paper = records.lock(Paper, paper_id)
    if paper.is_frozen:
        raise Frozen()
    if not by_keeper:
        keepers.check(paper)
    if not reason.strip():
        raise LinliError(_("请写明作废的原因。"))
    paper.state = State.WITHDRAWN
    paper.save(update_fields=["state"])
    records.append(
        subject=paper, name="paper.withdrawn", actor=actor, at=at, text={"reason": reason.strip()[:200]}
    )
    return paper


@verb()
def describe(
    *, paper_id: int, openness: str, distribution: str, internal: bool, asks_reply: bool, actor: Actor, at: datetime
) -> Paper:  # fmt: skip
    """公开属性, 发放范围, 「内部资料　注意保存」 and whether a 回执 is wanted; event ``paper.described``.

    A 回执 comes into being only here: no paper asks for one by itself (trade.md 6).
    """
    paper = records.lock(Paper, paper_id)
    if paper.is_frozen:
        raise Frozen()
    if openness and openness not in Openness.values:
        raise LinliError(_("请从列表中选择公开属性。"))
    if internal and openness == Openness.OPEN:
        raise LinliError(_("标了「内部资料　注意保存」的不能主动公开，请改其中一项。"))
    paper.openness, paper.distribution, paper.asks_reply = openness, clean(distribution)[:200], asks_reply
    document = replace(paper.body, openness=openness, distribution=paper.distribution, internal=internal)
    slips = tuple(block for block in document.blocks if isinstance(block, ReplySlip))
    others = tuple(block for block in document.blocks if not isinstance(block, ReplySlip))
    slips = (slips or (reply_slip(document.title),)) if asks_reply else ()
    paper.document = to_json(replace(document, blocks=others + slips))
    paper.save(update_fields=["openness", "distribution", "asks_reply", "document"])
    records.append(subject=paper, name="paper.described", actor=actor, at=at)
    return paper
