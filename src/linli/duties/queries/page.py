"""Everything of the page of one duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.duties import kinds
from linli.duties.models import Duty, ItemState
from linli.duties.queries import chains
from linli.duties.queries.lists import Line, lines


@dataclass(frozen=True)
class ItemLine:
    """One item with how it stands; ``late`` when it should have been done."""

    id: str
    name: str
    state: str
    word: str
    tone: str
    on: date | None
    late: bool


@dataclass(frozen=True)
class DutyPage:
    """One duty in words."""

    line: Line
    facts: list[tuple[str, str]]
    items: list[ItemLine]
    ticked: bool
    chain: list[chains.Link]
    below: list[Line]
    before: Line | None

    @property
    def open_items(self) -> int:
        """Items that failed or are not done."""
        return sum(1 for item in self.items if item.state != ItemState.State.DONE)


def item_lines(duty: Duty, on: date) -> list[ItemLine]:
    """The items of a duty with their states; one query. Items that are not ticked count only when they failed."""
    kind = kinds.of_definition(duty.definition, duty.kind)
    held = {row.item: row for row in duty.item_states.all()}
    tones = {"done": "good", "failed": "bad", "open": "plain"}
    found = []
    for item in kind.items if kind else ():
        row = held.get(item.id)
        state = row.state if row else ItemState.State.OPEN
        late = bool(kind and kind.ticked and duty.due_on and state != "done" and duty.due_on < on)
        name = item.names.in_(get_language() or "zh-hans")
        word = str(ItemState.State(state).label)
        found.append(ItemLine(item.id, name, str(state), word, tones[state], row.on if row else None, late))
    return found


def duty_page(duty: Duty, on: date, among: QuerySet[Duty] | None = None) -> DutyPage:
    """A duty with chain, items and what hangs below; person, post, body and definition are loaded.

    ``among``: what the reader may see of what hangs below; households of another place carry names.
    """
    kind = kinds.of_definition(duty.definition, duty.kind)
    line = lines([duty], on)[0]
    below = lines(chains.below_of(duty.pk, on, among)[:100], on)
    before = None
    if duty.previous_id:
        earlier = Duty.objects.select_related("person", "post", "body").get(pk=duty.previous_id)
        before = lines([earlier], on)[0]
    return DutyPage(
        line=line,
        facts=_facts(duty, line),
        items=item_lines(duty, on),
        ticked=bool(kind and kind.ticked),
        chain=chains.chain_of(duty, on) if duty.above_id else [],
        below=below,
        before=before,
    )


def _facts(duty: Duty, line: Line) -> list[tuple[str, str]]:
    kind = kinds.of_definition(duty.definition, duty.kind)
    grade = next((one for one in kind.grades if one.id == duty.grade), None) if kind else None
    facts = [
        (_("分工"), line.kind),
        (_("对象"), line.object),
        (_("责任人"), f"{line.holder}（{line.title}）" if line.title else line.holder),
        (_("单位"), line.body),
        (_("工作电话"), line.phone or "—"),
        (_("自"), duty.valid_from.isoformat()),
        (_("至"), _("未定") if duty.is_open else duty.valid_to.isoformat()),
    ]
    if grade:
        facts.insert(4, (_("身份"), grade.names.in_(get_language() or "zh-hans")))
    if duty.due_on:
        facts.append((_("完成期限"), duty.due_on.isoformat()))
    if duty.basis:
        facts.append((_("依据"), duty.basis))
    return facts
