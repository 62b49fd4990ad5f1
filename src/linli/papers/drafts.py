"""Between the drafting form and the verbs: typed text to document and back, and the next steps of a paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.domain.access import Actor
from linli.organizations.models import OPEN, Organization
from linli.papers import services
from linli.papers.document import Document, Facts, ReplySlip, Table
from linli.papers.kinds import KINDS
from linli.papers.models import Paper
from linli.papers.services.building import clean
from linli.papers.texts import to_blocks, to_text
from linli.records.errors import LinliError

State = Paper.State

#: State → the steps offered there: (step, word).
_STEPS: dict[str, list[tuple[str, str | Promise]]] = {
    State.DRAFT: [("drafted", gettext_lazy("定为代拟稿"))],
    State.DRAFTED: [("sent", gettext_lazy("已送OA"))],
}


def steps(paper: Paper) -> list[tuple[str, str | Promise]]:
    """The next step of a paper, by its state and by who numbers it."""
    if KINDS[paper.kind].style != "oa":
        return [("issue", _("签发"))] if paper.state == State.DRAFT else []
    return _STEPS.get(paper.state, [])


def start(data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Paper:
    """A new draft from the form; the acting body writes it."""
    body = Organization.objects.filter(pk=actor.body_id).first() if actor.body_id else None
    if body is None:
        raise LinliError(_("您现在的岗位不属于任何单位，不能出具文书。请先切换身份。"))
    kind = KINDS[data["kind"]]
    document = Document(
        form=kind.form,
        title=clean(data["title"]),
        head=f"{body.name}文件" if kind.form == "official" else body.name,
        addressee=clean(data["addressee"]),
        blocks=to_blocks(clean(data["text"])),
        issuer=body.name,
        draft=True,
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
    }


def rewrite(
    paper: Paper, data: Mapping[str, Any], *, version: str | None, actor: Actor, at: datetime
) -> Paper:
    """The draft with new words; its tables and forms stay behind the text."""
    old = paper.body
    kept = tuple(block for block in old.blocks if isinstance(block, Table | Facts | ReplySlip))
    document = replace(
        old,
        title=clean(data["title"]),
        addressee=clean(data["addressee"]),
        blocks=to_blocks(clean(data["text"])) + kept,
    )
    return services.change_paper(
        paper_id=paper.pk,
        document=document,
        authority=clean(data["authority"]),
        version=int(version) if version and version.isdecimal() else None,
        actor=actor,
        at=at,
    )
