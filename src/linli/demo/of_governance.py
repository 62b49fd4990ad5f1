"""小区治理 and 协议承诺 in the invented city: branches, committees, heads, contracts, one pledge, with honest gaps.

The reported figures (97 of 224, 22 of 26, 28 signed) are shown by the situations of the tests; real places get no
invented bodies or names.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from linli.agreements import services as agreements
from linli.areas import queries as areas
from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.mechanisms import services as mechanisms
from linli.organizations import services as organizations
from linli.organizations.models import OPEN, Organization, OrgAreaLink, ServiceContract
from linli.organizations.services import NewBody, NewSeat

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
_MECHANISMS = (
    "courtyard_self_government", "courtyard_three_layers", "one_core_two_wings", "two_way_entry", "red_property",
    "co_building_pledge",
)  # fmt: skip
_HEADS = ("曹娟", "黄永强", "李改荣", "马涛", "杨秀芝", "吴建国", "史娟", "朱永强", "董爱华", "王建军")


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """Governance of the invented city's estates; every third has a gap, one contract is about to end."""
    del people, real, small
    start = scene.now - timedelta(days=300)
    day = local_day(start)
    top = areas.columns_for(min(scene.town.communities.values()))["city"]
    if top is None:
        return {"governance": 0}
    for name in _MECHANISMS:
        mechanisms.roll_out(
            mechanism=name, area_id=top, basis="演示：小区治理工作方案", from_=day, actor=_ACTOR, at=start
        )
    estates = [row for row in areas.subtree(top) if row.level == "estate"]
    made = _bodies([row.area_id for row in estates], [row.name for row in estates], start, day)
    contracts = _contracts([row.area_id for row in estates], scene.now)
    return {"governance": made, "contracts": contracts, "pledges": _pledge(scene, start)}


def _bodies(ids: list[int], names: list[str], start: datetime, day: date) -> int:
    rows, seats = [], []
    known = set(
        Organization.objects.filter(
            area_id__in=ids, kind__in=("party_branch", "owners_committee"), valid_to=OPEN
        ).values_list("area_id", "kind")
    )
    columns = areas.columns_for_many(ids)
    committees = dict(
        Organization.objects.filter(kind="community_committee", valid_to=OPEN).values_list("community", "pk")
    )
    for number, (pk, name) in enumerate(zip(ids, names, strict=True)):
        if number % 3 != 1 and (pk, "party_branch") not in known:
            rows.append(NewBody(f"{name}党支部（演示）", "party_branch", pk, (pk,)))
        if number % 4 != 2 and (pk, "owners_committee") not in known:
            rows.append(NewBody(f"{name}业主委员会（演示）", "owners_committee", pk, (pk,)))
        if number % 5 in (0, 3):
            rows.append(NewBody(f"{name}自管会（演示）", "self_management_committee", pk, (pk,)))
        body = committees.get(columns[pk]["community"])
        if body and number % 6 != 4:
            head = _HEADS[number % len(_HEADS)]
            seats.append(
                NewSeat(body, f"{name}楼院长"[:60], "courtyard_head", pk, head, work_phone="0990-8423366")
            )
    made = organizations.found_many(rows=rows, actor=_ACTOR, at=start, on=day)
    organizations.seat_many(rows=seats, actor=_ACTOR, at=start, on=day)
    return len(made) + len(seats)


def _contracts(ids: list[int], now: datetime) -> int:
    """The companies that serve estates today get their contracts; every fourth ends within two months."""
    today = local_day(now)
    links = OrgAreaLink.objects.filter(
        area_id__in=ids, organization__kind="property_company", valid_to=OPEN
    ).order_by("area_id", "pk")
    done: set[int] = set(ServiceContract.objects.filter(area_id__in=ids).values_list("area_id", flat=True))
    count = 0
    for link in links:
        if link.area_id in done:
            continue
        done.add(link.area_id)
        left = 50 if count % 4 == 1 else 400 + 30 * count
        organizations.sign_contract(
            company_id=link.organization_id,
            area_id=link.area_id,
            kind="owners" if count % 3 else "early",
            number=f"演示合同{count + 1:03d}",
            on=today - timedelta(days=600),
            until=today + timedelta(days=left),
            actor=_ACTOR,
            at=now,
        )
        count += 1
    return count


def _pledge(scene: Scene, start: datetime) -> int:
    """Each street's pledge with its companies; the last company has not signed."""
    made = 0
    offices = Organization.objects.filter(kind="street_office", valid_to=OPEN, area__origin="invented")
    for office in offices.order_by("pk")[:2]:
        row = agreements.draft(
            kind="co_building_pledge", area_id=office.area_id, issuer_id=office.pk, actor=_ACTOR, at=start
        )
        ids = list(row.parties.order_by("pk").values_list("pk", flat=True))
        if not ids:
            continue
        agreements.offer(agreement_id=row.pk, actor=_ACTOR, at=start)
        signed = scene.now - timedelta(days=280)
        if len(ids) > 1:
            agreements.sign_many(agreement_id=row.pk, party_ids=ids[:-1], actor=_ACTOR, at=signed)
        made += 1
    return made
