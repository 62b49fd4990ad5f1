"""An issued paper reaches units and is signed for by them; it is made public only where it may be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.organizations.models import Organization
from linli.papers.models import Delivery, Openness, Paper
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.models import Subject
from linli.records.tx import verb

_OUT = (Paper.State.ISSUED, Paper.State.ISSUED_BY_OA)


#: Subjects that are the matter of a person: no paper about one is public.
_OF_PEOPLE = ("case", "person")


@verb()
def deliver(*, paper_id: int, organization_ids: Iterable[int], actor: Actor, at: datetime) -> list[Delivery]:
    """Send an issued paper to units; those that have it already stay as they are. Event ``paper.delivered``."""
    paper = records.lock(Paper, paper_id)
    if paper.state not in _OUT:
        raise NotAllowed(_("发出以后才能发放到单位。"))
    held = set(paper.deliveries.values_list("organization_id", flat=True))
    wanted = [pk for pk in dict.fromkeys(organization_ids) if pk not in held]
    known = set(Organization.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if len(known) < len(wanted):
        raise LinliError(_("有的单位没有找到，请从列表中选择。"))
    made = [Delivery.objects.create(paper=paper, organization_id=pk, sent_at=at) for pk in wanted]
    if made:
        records.append(
            subject=paper, name="paper.delivered", actor=actor, at=at, data={"count": len(made), "bodies": wanted}
        )  # fmt: skip
    return made


@verb()
def sign_for(*, paper_id: int, actor: Actor, at: datetime) -> Delivery:
    """The acting unit signs for a paper; a second time changes nothing. Event ``paper.signed_for``."""
    paper = records.lock(Paper, paper_id)
    delivery = paper.deliveries.filter(organization_id=actor.body_id or 0).first()
    if delivery is None:
        raise NotAllowed(_("这份文书没有发给您的单位，不用签收。"))
    if delivery.signed_at is None:
        delivery.signed_at = at
        delivery.save(update_fields=["signed_at"])
        records.append(
            subject=paper, name="paper.signed_for", actor=actor, at=at, data={"body": delivery.organization_id}
        )  # fmt: skip
    return delivery


def unsigned_about(subject: Subject, body_id: int) -> list[int]:
    """Papers about a record that reached a body and wait for its signature; one query."""
    waiting = Delivery.objects.filter(organization_id=body_id, signed_at=None)
    about = waiting.filter(paper__subject_kind=subject.SUBJECT_KIND, paper__subject_id=subject.pk)
    return list(about.order_by("pk").values_list("paper_id", flat=True))


@verb()
def make_public(*, paper_id: int, actor: Actor, at: datetime) -> Paper:
    """Publish an issued paper of 主动公开; event ``paper.published``. Internal ones and others are refused."""
    paper = records.lock(Paper, paper_id)
    if paper.state not in _OUT:
        raise NotAllowed(_("发出以后才能公开。"))
    if paper.openness != Openness.OPEN or paper.body.internal:
        raise NotAllowed(_("公开属性不是「主动公开」，或标有「内部资料　注意保存」，不能公开。"))
    if paper.subject_kind in _OF_PEOPLE:
        raise NotAllowed(_("这份文书写的是一件具体诉求，不能公开。"))
    if paper.body.ranks:
        raise NotAllowed(_("对单位的排名不对外公开。请改成不排名的进展情况，另发一份再公开。"))
    if paper.published_at is None:
        paper.published_at = at
        paper.save(update_fields=["published_at"])
        records.append(subject=paper, name="paper.published", actor=actor, at=at)
    return paper
