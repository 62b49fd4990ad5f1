"""「报道复现」 as bodies, posts, duties and rolls on the real places: numbered, nameless, so many as printed.

What the papers did not print (which courtyard, which building, whose cadre) is reckoned; nobody's name stands here.
"""

from __future__ import annotations

from datetime import date

from linli.agreements import services as agreements
from linli.areas import queries as areas
from linli.areas import services as places
from linli.areas.services import NewPlace
from linli.demo import reported
from linli.demo.of_printed_rows import (
    BUILDINGS,
    COURTYARDS,
    NOTE,
    at_,
    communities_of_xingyang,
    switch_on,
)
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.duties import services as duties
from linli.organizations import services as organizations
from linli.organizations.models import Organization
from linli.organizations.services import NewBody, NewSeat
from linli.rolls import services as rolls

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
#: Since when the bodies of 荥阳市 stand (the paper says "last year"), and of the other papers.
XINGYANG, ZONE, PUYANG, WEIDU = date(2019, 3, 1), date(2023, 3, 1), date(2017, 3, 1), date(2021, 3, 1)
UNITS, CADRES, SECTION_RANK = 69, 221, 20


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """All bodies of the papers; none in the small city."""
    del scene, people
    return {} if small else {"reported_bodies": load(real)}


def load(real: reported.Places) -> int:
    """The bodies, posts, duties and rolls; answers how many."""
    return (
        _courtyards(real.xingyang) + _programme(real.xingyang) + _puyang(real.puyang) + _zone() + _weidu(real)
    )


def _found(
    count: int,
    name: str,
    kind: str,
    area: int,
    since: date,
    *,
    parent_id: int | None = None,
    tree: str = "party",
) -> list[Organization]:
    rows = [
        NewBody(f"{name}{number + 1:03d}{NOTE}", kind, area, (), parent_id, tree) for number in range(count)
    ]
    return organizations.found_many(rows=rows, actor=_ACTOR, at=at_(since), on=since)


def _over(name: str, kind: str, targets: list[int], since: date) -> list[Organization]:
    """A body of a kind over each of some places."""
    rows = [
        NewBody(f"{name}{number + 1:03d}{NOTE}", kind, area, (area,)) for number, area in enumerate(targets)
    ]
    return organizations.found_many(rows=rows, actor=_ACTOR, at=at_(since), on=since)


def _seat(body: int, name: str, role: str, targets: list[int] | int, since: date) -> list[int]:
    """Numbered posts with their numbered holders, one a place or so many; answers the posts."""
    spots: list[int | None] = [None] * targets if isinstance(targets, int) else [*targets]
    rows = [
        NewSeat(body, f"{name}{number + 1:03d}", role, area, f"{name}{number + 1:03d}")
        for number, area in enumerate(spots)
    ]
    return [post.pk for post in organizations.seat_many(rows=rows, actor=_ACTOR, at=at_(since), on=since)]


def _courtyards(city: int) -> int:
    """T26 and T27: 224 courtyards, 1,330 buildings, branches, groups, heads, committees, units and cadres."""
    since = XINGYANG
    switch_on(
        ("courtyard_self_government", "courtyard_three_layers", "unit_courtyard_pairing", "cadres_to_courtyards"), city, since
    )  # fmt: skip
    homes = communities_of_xingyang()
    yards = [
        area.pk
        for area in places.create_places(
            rows=[NewPlace(homes[n % len(homes)], f"无主管楼院{n + 1:03d}") for n in range(COURTYARDS)],
            level="estate", kind="courtyard", actor=_ACTOR, at=at_(since), invented=True,
        )
    ]  # fmt: skip
    blocks = [
        area.pk
        for area in places.create_places(
            rows=[NewPlace(yards[n % COURTYARDS], f"{n // COURTYARDS + 1}号楼") for n in range(BUILDINGS)],
            level="building", actor=_ACTOR, at=at_(since), invented=True,
        )
    ]  # fmt: skip
    office = _found(1, "楼院治理", "leading_group_office", city, since)[0].pk
    made = len(_over("楼院党支部", "party_branch", yards[:97], since))
    made += len(_over("楼栋党小组", "party_group", blocks[:207], since))
    made += len(_over("自管会", "self_management_committee", yards[:97], since))
    made += len(_seat(office, "楼院长", "courtyard_head", yards, since))
    made += len(_seat(office, "楼栋长", "building_head", blocks[:264], since))
    return made + len(yards) + len(blocks) + _cadres(city, yards, since)


def _cadres(city: int, yards: list[int], since: date) -> int:
    """69 units, 221 cadres (20 of section rank), three of them with two courtyards: 224 assignments."""
    units = [unit.pk for unit in _found(UNITS, "市直单位", "department", city, since)]
    rows = [
        NewSeat(units[n % UNITS], f"下派干部{n + 1:03d}", "assigned_cadre", None, f"下派干部{n + 1:03d}")
        for n in range(CADRES)
    ]
    posts = organizations.seat_many(rows=rows, actor=_ACTOR, at=at_(since), on=since)
    sent = [
        duties.Draft(
            yard, posts[n % CADRES].pk, grade="section_rank" if n % CADRES < SECTION_RANK else "young_cadre"
        )
        for n, yard in enumerate(yards)
    ]
    paired = [duties.Draft(yard, body_id=units[n % UNITS]) for n, yard in enumerate(yards)]
    for kind, drafts in (("duty_cadre_courtyard", sent), ("duty_unit_courtyard", paired)):
        duties.assign_many(
            kind=kind, drafts=drafts, on=since, basis="报道复现（演示）", actor=_ACTOR, at=at_(since)
        )
    return UNITS + CADRES + len(sent) + len(paired)


def _programme(city: int) -> int:
    """T28: the temporary general branch with 5 branches and 13 teams; 7, 15 and 51 people on loan, never added up."""
    since = XINGYANG
    switch_on(("temporary_party_bodies", "reinforced_office"), city, since)
    head = _found(1, "临时党总支", "temporary_general_branch", city, since)[0].pk
    made = len(_found(5, "一线临时党支部", "temporary_branch", city, since, parent_id=head, tree="temporary"))
    made += len(_found(13, "党员先锋突击队", "commando_team", city, since, parent_id=head, tree="temporary"))
    office = _found(1, "双改办", "leading_group_office", city, since)[0].pk
    home = _found(1, "抽调干部原单位", "department", city, since)[0].pk
    for name, rank, count in (
        ("副县级", "deputy_county", 7),
        ("科级", "section", 15),
        ("成员", "member", 51),
    ):
        rows = [
            NewSeat(
                office, f"抽调{name}{n + 1:03d}", "line_officer", None, f"抽调{name}{n + 1:03d}", kind="secondment",
                rank=rank, home_id=home, basis="报道复现（演示）", until=date(2021, 12, 31),
            )
            for n in range(count)
        ]  # fmt: skip
        made += len(organizations.seat_many(rows=rows, actor=_ACTOR, at=at_(since), on=since))
    return made + 3


def _puyang(city: int) -> int:
    """200 instructors; which firms they were sent to was not printed."""
    switch_on(("party_instructors",), city, PUYANG)
    body = _found(1, "党建指导员队伍", "party_org", city, PUYANG)[0].pk
    return 1 + len(_seat(body, "党建指导员", "party_instructor", 200, PUYANG))


def _zone() -> int:
    """T10 and T16: 28 companies that signed, 4 branches; 10 invited supervisors and 5 instructors."""
    zone, street = areas.by_code("410972"), areas.by_code("410972060")
    if zone is None or street is None:
        return 0
    switch_on(("red_property", "co_building_pledge", "invited_helpers"), zone.area_id, ZONE)
    companies = _found(28, "物业企业", "property_company", zone.area_id, ZONE)
    rows = [
        NewBody(
            f"物业党支部{n + 1:03d}{NOTE}",
            "property_branch",
            zone.area_id,
            parent_id=company.pk,
            tree="property",
        )
        for n, company in enumerate(companies[:4])
    ]
    organizations.found_many(rows=rows, actor=_ACTOR, at=at_(ZONE), on=ZONE)
    office = _found(1, "办事处", "street_office", zone.area_id, ZONE)[0].pk
    # How many were asked was not printed: 28 signed, and no rate.
    pledge = agreements.draft(
        kind="co_building_pledge", area_id=zone.area_id, issuer_id=office, open_list=True, actor=_ACTOR, at=at_(ZONE),
    )  # fmt: skip
    agreements.offer(agreement_id=pledge.pk, actor=_ACTOR, at=at_(ZONE))
    parties = list(pledge.parties.order_by("pk").values_list("pk", flat=True))
    agreements.sign_many(agreement_id=pledge.pk, party_ids=parties, actor=_ACTOR, at=at_(date(2023, 8, 1)))
    station = _found(1, "退役军人服务站", "street_office", street.area_id, ZONE)[0].pk
    helpers = _seat(station, "特邀监督员", "invited_supervisor", 10, ZONE)
    helpers += _seat(station, "思想政治工作指导员", "political_instructor", 5, ZONE)
    return len(companies) + len(rows) + len(helpers) + 2


def _weidu(real: reported.Places) -> int:
    """T22: 26 pilots, 22 with a branch; T18: 33 members of the conference, 29 clubs."""
    switch_on(("one_core_two_wings",), real.weidu, WEIDU)
    own = real.weidu_communities
    pilots = places.create_places(
        rows=[NewPlace(own[n % len(own)], f"试点小区{n + 1:03d}") for n in range(26)], level="estate", actor=_ACTOR,
        at=at_(WEIDU), invented=True,
    )  # fmt: skip
    made = len(_over("小区党支部", "party_branch", [area.pk for area in pilots[:22]], WEIDU))
    since = date(2019, 3, 1)
    switch_on(("co_building_conference", "three_societies"), real.weidu, since)
    for kind, body_kind, name, count, stage in (
        ("conference_roll", "department", "成员单位", 33, ""),
        ("club_roll", "social_club", "社团", 29, "club_incubated"),
    ):
        bodies = _found(count, name, body_kind, real.street, since)
        entries = [
            rolls.Entry(area_id=real.street, since=since, organization_id=body.pk, note=NOTE, stage=stage)
            for body in bodies
        ]
        made += len(rolls.enrol(kind=kind, entries=entries, actor=_ACTOR, at=at_(since)))
    return made + len(pilots)
