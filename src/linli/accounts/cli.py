"""``linli users``: the first administrators of a new installation, and a list."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from linli.records.console import print_json


def register(subparsers: Any) -> None:
    """Adds ``users add`` and ``users list``."""
    users = subparsers.add_parser("users", help="logins: the first administrators, and a list")
    verbs = users.add_subparsers(dest="verb", metavar="VERB", required=True)
    add = verbs.add_parser("add", help="a login with a password for one entry, printed once")
    add.add_argument("username")
    add.add_argument("--admin", default="", choices=["", "system_admin", "security_admin", "audit_admin"])
    add.add_argument("--person", type=int, help="id of the person, for a login of the field")
    add.set_defaults(run=_add)
    listing = verbs.add_parser("list", help="all logins")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=_list)


def _add(args: argparse.Namespace) -> int:
    from linli.accounts import services
    from linli.domain.access import Actor
    from linli.records.errors import LinliError
    from linli.records.time import now

    password = services.admin.temporary_password()
    actor = Actor(user_id=None, post_id=None, channel="command")
    try:
        made = services.create_user(
            username=args.username,
            person_id=args.person,
            admin_role=args.admin,
            password=password,
            actor=actor,
            at=now(),
        )
    except LinliError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{made.username}  {password}")
    return 0


def _list(args: argparse.Namespace) -> int:
    from linli.accounts import queries

    rows = [
        {
            "username": user.username,
            "name": user.display_name,
            "admin": user.admin_role,
            "active": user.is_active,
        }
        for user in queries.users().order_by("username")
    ]
    if args.json:
        print_json(rows)
    else:
        for row in rows:
            print(
                "{username:<20} {name:<12} {admin:<16} {state}".format(
                    **row, state="" if row["active"] else "-"
                )
            )
    return 0
