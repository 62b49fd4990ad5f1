"""then of cases beyond the loop: the papers written about them, the group that came by one letter."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from linli.cases import panels
from linli.cases.queries import Filters, listed
from linli.domain.access import AreaRef, Scope
from linli.papers.models import Paper
from linli.reports import contents, drawn
from linli.reports.models import Report
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


@then
def case_papers(world: World, case: str, are: list[list[str]], has: list[str] | None = None) -> None:
    """The papers of a case in their order: [kind, issuer, addressee, end of the number]; ``has``: words on them."""
    rows = list(Paper.objects.filter(subject_kind="case", subject_id=world.cases[case]).order_by("pk"))
    found = [(row.kind, row.issuer_id, row.addressee_id) for row in rows]
    same(
        found,
        [(kind, world.bodies[by], world.bodies[to]) for kind, by, to, _number in are],
        f"papers of {case}",
    )
    for row, (_kind, _by, _to, number) in zip(rows, are, strict=True):
        assert row.number.endswith(number), f"{row.number} does not end in {number}"
    text = "\n".join(piece for row in rows for piece in row.body.texts)
    for words in has or []:
        assert words in text, f"{words!r} is not in {text!r}"


@then
def letter_group(
    world: World,
    case: str,
    at: Any,
    whole: int,
    done: int,
    late: int,
    percent: str,
    open_: int,
    place: str = "city",
) -> None:
    """What the page of a case tells of all that came by the same letter."""
    scope = Scope(view=(AreaRef(place, world.places[place]),), roles=frozenset({"supervision_officer"}))
    found = panels.of_letter(scope, world.cases[case], instant(at))
    assert found is not None, f"{case} came by no letter"
    same(
        (found["whole"], found["done"], found["late"], found["percent"], len(found["rows"])),
        (whole, done, late, percent, open_),
        f"by the letter of {case}",
    )


@then
def cases_behind(world: World, form: str, body: str, item: str, is_: int, place: str = "city") -> None:
    """What opens behind a figure of a report that is counted from cases: so many rows of the list of cases."""
    report = Report.objects.get(task=world.things[f"task {form}"], body=world.bodies[body])
    link = drawn.of_report(contents.form_of(report.task.content), report)[item].rows
    assert link, f"{item} opens nothing"
    scope = Scope(view=(AreaRef(place, world.places[place]),), roles=frozenset({"district_officer"}))
    filters = Filters.read(dict(parse_qsl(urlsplit(link).query, strict_parsing=True)))
    same(listed(scope, filters, report.task.due_at).count(), is_, f"rows behind {item}")
