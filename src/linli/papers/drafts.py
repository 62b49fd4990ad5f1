"""Between the drafting form and the verbs: typed text to document and back, and the next steps of a paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.domain.codes import record_id
from linli.organizations.models import OPEN, Organization
from linli.papers import services
from linli.papers.document import ATTENDANCE, CIRCULATION, Document
from linli.papers.kinds import KINDS, Kind
from linli.papers.models import Openness, Paper
from linli.papers.services.building import clean, head_of, signer_of
from linli.papers.services.issuing import numbered_here
from linli.papers.texts import from_text, to_blocks, to_text
from linli.records.errors import LinliError

State = Paper.State


def steps(paper: Paper) -> list[tuple[str, str | Promise]]:
    """The next steps of a paper, by its state and by who numbers it; the main one first."""
    review = [] if paper.checked_at else [("review", _("送核稿"))]
    if paper.state == State.IN_REVIEW:
        return [("checked", _("核稿通过"))]
    if paper.state in {State.ISSUED, State.ISSUED_BY_OA}:
        may = paper.openness == Openness.OPEN and paper.published_at is None
        return [("public", _("主动公开"))] if may else []
    if paper.state == State.DRAFT:
        first = ("issue", _("签发")) if numbered_here(paper) else ("drafted", _("定为代拟稿"))
        return [first, *review]
    return [("sent", _("已送OA"))] if paper.state == State.DRAFTED else []


def start(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Paper:
    """A new draft from the form; the acting body writes it."""
    body = Organization.objects.filter(pk=actor.body_id).first() if actor.body_id else None
    if body is None:
        raise LinliError(_("您现在的岗位不属于任何单位，不能出具文书。请先切换身份。"))
    kind = KINDS[data["kind"]]
    document = Document(
        form=kind.form,
        title=clean(data["title"]),
        head=head_of(kind, body.name),
        signer=signer_of(kind),
        addressee=clean(data["addressee"]),
        blocks=to_blocks(clean(data["text"])),
        **_around(data),
        sealed=kind.sealed,
        issuer=body.name,
        draft=kind.style == "oa",
        demo=bool(getattr(settings, "LINLI_DEMO", False)),
    )
    return services.create_paper(
        kind=kind.id,
        document=document,
        issuer=body,
        addressee=addressee_of(document.addressee),
        authority=clean(data["authority"]),
        actor=actor,
        at=at,
    )


def _around(data: Mapping[str, Any]) -> dict[str, Any]:
    """Attachments, copies, and who was there or where it goes; lines that name neither are refused."""
    extra: dict[str, str] = {}
    for line in filter(None, (one.strip() for one in clean(data.get("people", "")).splitlines())):
        name, _sep, text = line.replace(":", "：", 1).partition("：")
        if name not in (*ATTENDANCE, *CIRCULATION) or not text.strip():
            raise LinliError(_("「%(line)s」看不懂，请写成「出席：…」或「报：…」。") % {"line": line[:20]})
        extra[name] = text.strip()
    attachments = tuple(
        filter(None, (one.strip() for one in clean(data.get("attachments", "")).splitlines()))
    )
    return {"attachments": attachments, "copies": clean(data.get("copies", "")), "extra": extra}


def start_working(kind: Kind, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Paper:
    """A daily paper from the form of its kind, as a draft; the acting body writes it."""
    return services.create_working_paper(
        kind=kind.id,
        subject=None,
        addressee=addressee_of(data["addressee"]),
        addressee_text=clean(data["addressee"]),
        fields={key: clean(value) for key, value in data["fields"].items()},
        text=data["text"],
        actor=actor,
        at=at,
        issue_now=False,
    )


def addressee_of(name: str) -> Organization | None:
    """The body of this name, when there is exactly one: then the rules of who may order whom know it."""
    found = list(Organization.objects.filter(name=name.strip("：: "), valid_to=OPEN)[:2]) if name else []
    return found[0] if len(found) == 1 else None


def initial(paper: Paper) -> dict[str, str]:
    """The form of a draft as it stands."""
    document = paper.body
    return {
        "kind": paper.kind,
        "title": document.title,
        "addressee": document.addressee,
        "text": to_text(document.blocks),
        "authority": paper.authority,
        "attachments": "\n".join(document.attachments),
        "copies": document.copies,
        "people": "\n".join(f"{name}：{text}" for name, text in document.extra.items()),
    }


def rewrite(
    paper: Paper, data: Mapping[str, Any], *, version: str | None, actor: Actor, at: datetime
) -> Paper:
    """The draft with new words; its tables and forms stand where their lines do."""
    old = paper.body
    document = replace(
        old,
        title=clean(data["title"]),
        addressee=clean(data["addressee"]),
        blocks=from_text(clean(data["text"]), old.blocks),
        **_around(data),
    )
    return services.change_paper(
        paper_id=paper.pk,
        document=document,
        authority=clean(data["authority"]),
        version=record_id(version),
        actor=actor,
        at=at,
    )
