"""The verbs of bodies, people, posts and appointments. Use as ``from linli.organizations import services``.

Every verb takes ``actor`` and ``at`` (the instant it happened) and, where a period begins or ends, the
day ``on``; it appends one event. Refusals are :class:`linli.organizations.errors.Refused`.
"""

from linli.organizations.services.appointments import appoint, end_appointment
from linli.organizations.services.bodies import (
    change_organization,
    create_organization,
    end_organization,
    move_organization,
    rename_organization,
)
from linli.organizations.services.contracts import end_contract, sign_contract
from linli.organizations.services.handing_over import hand_over, stand_in
from linli.organizations.services.linking import end_link, link_area, put_under, take_out
from linli.organizations.services.people import change_person, create_person, end_person
from linli.organizations.services.posts import change_post, create_post, end_post
from linli.organizations.services.programmes import end_programme
from linli.organizations.services.rota import NewTurn, put_back, put_turn, save_month, swap
from linli.organizations.services.setting_up import NewBody, NewSeat, found_many, seat_many, set_up_courtyard

__all__ = [
    "NewBody",
    "NewSeat",
    "NewTurn",
    "appoint",
    "change_organization",
    "change_person",
    "change_post",
    "create_organization",
    "create_person",
    "create_post",
    "end_appointment",
    "end_contract",
    "end_link",
    "end_organization",
    "end_person",
    "end_post",
    "end_programme",
    "found_many",
    "hand_over",
    "link_area",
    "move_organization",
    "put_back",
    "put_turn",
    "put_under",
    "rename_organization",
    "save_month",
    "seat_many",
    "set_up_courtyard",
    "sign_contract",
    "stand_in",
    "swap",
    "take_out",
]
