"""What the verbs share: who the holder is, whether he may take it, which duty stands above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.definitions.duties import DutyKind
from linli.domain import duties as rules
from linli.domain.duties import Term
from linli.duties import kinds
from linli.duties.errors import DutyRefused, Taken
from linli.duties.kinds import Limits
from linli.duties.models import Duty, in_force
from linli.mechanisms.queries import label
from linli.organizations.models import Appointment, AppointmentKind, Organization, Person, Post, on_day
from linli.records import services as records


@dataclass(frozen=True)
class Holder:
    """Who answers; ``until`` is when he leaves the post as far as is known."""

    key: str
    body: Organization
    person: Person | None = None
    post: Post | None = None
    until: date = date.max

    @property
    def name(self) -> str:
        """The name as a sentence says it."""
        return self.person.name if self.person else str(self.body)


def holder(kind: DutyKind, *, post_id: int | None, body_id: int | None, on: date) -> Holder:
    """The holder, locked, so that his load is counted once. Refuses a vacant post and a wrong role or body kind."""
    if kind.subject == "body":
        return _body_holder(kind, body_id, on)
    if post_id is None:
        raise DutyRefused(_("请选择责任人（按岗位选）。"), field="post_id")
    act = (
        Appointment.objects.filter(on_day(on), on_day(on, "post__"), post_id=post_id)
        .exclude(kind=AppointmentKind.DEPUTY)
        .select_related("post__organization")
        .first()
    )
    if act is None:
        raise DutyRefused(_("这个岗位在这一天没有人任职，请先任职再分工。"), field="post_id")
    if kind.roles and act.post.role not in kind.roles:
        words = "、".join(label(role) for role in kind.roles)
        raise DutyRefused(_("这类分工由%(roles)s担任。") % {"roles": words}, field="post_id")
    if kind.body_kinds and act.post.organization.kind not in kind.body_kinds:
        words = "、".join(label(one) for one in kind.body_kinds)
        raise DutyRefused(_("这类分工的责任人应在%(kinds)s任职。") % {"kinds": words}, field="post_id")
    person = records.lock(Person, act.person_id)
    return Holder(f"p{person.pk}", act.post.organization, person, act.post, act.valid_to)


def _body_holder(kind: DutyKind, body_id: int | None, on: date) -> Holder:
    if body_id is None:
        raise DutyRefused(_("请选择责任单位。"), field="body_id")
    body = records.lock(Organization, body_id)
    if not body.covers(on):
        raise DutyRefused(_("「%(name)s」在这一天不存在。") % {"name": body.name}, field="body_id")
    if kind.body_kinds and body.kind not in kind.body_kinds:
        words = "、".join(label(one) for one in kind.body_kinds)
        raise DutyRefused(_("这类分工由%(kinds)s担任。") % {"kinds": words}, field="body_id")
    return Holder(f"b{body.pk}", body, until=body.valid_to)


def free(kind: DutyKind, limits: Limits, held: Holder, object_id: int, term: Term, *, but: int = 0) -> None:
    """Refuse a second time the same, a full object and a full holder. The object and the holder are locked."""
    rivals = list(
        Duty.objects.filter(
            kind=kind.id, object_id=object_id, valid_from__lt=term.end, ends_on__gt=term.start
        )
        .exclude(pk=but)
        .select_related("person", "body")
    )
    for rival in rivals:
        if rival.subject_key == held.key:
            raise DutyRefused(
                _("%(name)s自%(day)s起已经负责这里，时间有重叠，不用重复登记。")
                % {"name": held.name, "day": rival.valid_from.isoformat()},
                field="object_id",
            )
    at_once = rules.load_with([Term(one.valid_from, one.ends_on) for one in rivals], term)
    if limits.most is not None and at_once > limits.most:
        raise _taken(rivals[0], held, limits.most)
    _load(kind, limits, held, term, but=but)


def _taken(first: Duty, held: Holder, most: int) -> Taken:
    """Both stand side by side: who has it, and whom the form names."""
    name, day = first.person.name if first.person else str(first.body), first.valid_from.isoformat()
    said = _("这里已由%(name)s负责（自%(day)s起），最多%(most)s个，请用「换人」。")
    return Taken(
        said % {"name": name, "day": day, "most": most},
        current=_("%(name)s，自%(day)s起") % {"name": name, "day": day},
        theirs=held.name,
    )


def _load(kind: DutyKind, limits: Limits, held: Holder, term: Term, *, but: int) -> None:
    if limits.load is None:
        return
    own = Duty.objects.filter(
        kind=kind.id, subject_key=held.key, valid_from__lt=term.end, ends_on__gt=term.start
    ).exclude(pk=but)
    terms = [Term(*days) for days in own.values_list("valid_from", "ends_on")]
    if rules.load_with(terms, term) > limits.load:
        raise DutyRefused(
            _("%(name)s已负责%(count)s个，这类分工每人（单位）最多%(most)s个。")
            % {"name": held.name, "count": rules.most_at_once(terms), "most": limits.load},
            field="post_id" if held.person else "body_id",
        )


def above(kind: DutyKind, area_id: int, on: date) -> Duty | None:
    """The nearest duty of the layer above that holds here; a kind that stands over itself is told by hand."""
    if kind.above is None or kind.above == kind.id:
        return None
    chain = [row.area_id for row in reversed(areas.ancestors(area_id, on))]
    grid = areas.grid_of(chain)
    every = [*chain, grid] if grid and grid not in chain else chain
    rows = Duty.objects.filter(
        in_force(on), kind=kind.above, object_kind="place", object_id__in=every
    ).order_by("pk")
    return min(rows, key=lambda row: every.index(row.object_id), default=None)


def chosen_above(kind: DutyKind, above_id: int, duty_id: int | None, on: date) -> Duty:
    """A duty picked as the one above: of the right layer, in force, and no circle."""
    row = Duty.objects.select_for_update().filter(pk=above_id).first()
    if row is None or not row.in_force(on):
        raise DutyRefused(_("上一级的分工在这一天不存在。"), field="above_id")
    if row.kind != kind.above:
        wanted = kinds.word(kind.above) if kind.above else ""
        said = _("上一级应是「%(kind)s」。") % {"kind": wanted} if wanted else _("这类分工没有上一级。")
        raise DutyRefused(said, field="above_id")
    if duty_id is not None and rules.closes_circle(duty_id, row.pk, _parents(row)):
        raise DutyRefused(_("这样会绕成一圈：它本来就在这条分工的下面。"), field="above_id")
    return row


def _parents(row: Duty) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    step: Duty | None = row
    while step is not None and step.pk not in found:
        found[step.pk] = step.above_id
        step = Duty.objects.filter(pk=step.above_id).first() if step.above_id else None
    return found


def place_exists(area_id: int) -> AreaSpan:
    """The place of today. Refuses one that is gone."""
    row = areas.span(area_id)
    if row is None:
        raise DutyRefused(_("找不到这个地点，或者它已经撤销。"), field="object_id")
    return row
