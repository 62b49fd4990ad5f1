"""Which mechanisms the invented city uses: two packs, one on trial, some left off to be tried by the visitor."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.demo.town import Town
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.mechanisms import services as mechanisms

#: In use in the whole city; those not named stay 未启用 in the library.
IN_USE = (
    "resident_needs",
    "key_small_matters",
    "red_joint_meeting",
    "three_party_joint",
    "property_supervision",
    "cross_unit_matters",
    "chat_group_home_visit",
    "four_tiers",
    "emergency_help",
    "business_direct_train",
)
BASIS = "邻安市社区治理工作方案（演示）"


def adopt(town: Town, actor: Actor, at: datetime) -> None:
    """Switch on what the cases need, from the day the story begins."""
    mechanisms.adopt(mechanism=IN_USE, area_id=town.city, basis=BASIS, actor=actor, at=at)


def try_one(town: Town, actor: Actor, at: datetime) -> None:
    """One more, since three weeks on trial in one street."""
    street = next(iter(town.streets.values()))
    began = at - timedelta(days=21)
    mechanisms.trial(
        mechanism="rule_13710", area_id=street, until=local_day(at) + timedelta(days=69), basis=BASIS,
        actor=actor, at=began,
    )  # fmt: skip
