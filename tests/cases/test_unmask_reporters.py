"""The reporter's name and telephone: masked on the page, read with a reason, traced in the case's history."""

from __future__ import annotations

import pytest

from linli.accounts import policy
from linli.accounts import services as accounts
from linli.accounts.errors import Refused
from linli.accounts.services.unmasking import opened
from linli.cases.models import Case
from linli.cases.services import concealing
from linli.organizations import holdings
from linli.records.models import Event
from tests.cases.conftest import AT, World


def read(world: World, case: Case, body: str, field: str = "phone", *refs: tuple[str, str]) -> str:
    return accounts.unmask(
        kind="case", subject_id=case.pk, field=field, reason="回电话核实情况",
        scope=world.scope(body, *refs), actor=world.actor(body), at=AT,
    )  # fmt: skip


def test_the_handler_reads_the_telephone_and_leaves_a_trace(world: World) -> None:
    case = world.accepted()
    assert read(world, case, "company") == "13800138000"
    assert read(world, case, "community", "name", ("community", "community")) == "王某"
    events = Event.objects.filter(kind="case", subject_id=case.pk, name="personal.unmasked").order_by("seq")
    assert [event.data["field"] for event in events] == ["phone", "name"]


def test_another_street_and_another_company_read_nothing(world: World) -> None:
    case = world.accepted()
    for body, refs in (("other_street", (("street", "other_street"),)), ("water", ())):
        with pytest.raises(policy.NotYours):
            read(world, case, body, "phone", *refs)
    assert not Event.objects.filter(name="personal.unmasked").exists()


def test_nothing_left_is_said_and_leaves_no_trace(world: World) -> None:
    case = world.accepted()
    with pytest.raises(Refused, match="没有留下这项内容"):
        read(world, case, "company", "parties")
    assert not Event.objects.filter(name="personal.unmasked").exists()


def test_open_cases_stand_in_the_preview_of_a_hand_over(world: World) -> None:
    world.accepted()
    case = Case.objects.get()
    posts = [case.lead_post_id] if case.lead_post_id else []
    found = {str(line.label): line.count for line in holdings.of_posts(posts, AT)}
    assert found["在办诉求"] == len(posts)


def test_nobody_opens_a_field_of_what_an_unfinished_import_wrote(world: World) -> None:
    case = world.register()
    concealing.conceal_cases(ids=[case.pk])
    scope = world.scope("community", ("community", "community"))
    with pytest.raises(Refused, match="没有这一项内容"):
        opened(kind="case", subject_id=case.pk, field="phone", scope=scope)
    concealing.reveal_cases(ids=[case.pk])
    assert opened(kind="case", subject_id=case.pk, field="phone", scope=scope)[1].endswith(f"{case.code}/")
