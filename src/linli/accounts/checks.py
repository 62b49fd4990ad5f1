"""System checks: permissions.yaml reads, and every address in it asks for something somebody holds."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, register

from linli.accounts import grants


@register()
def permissions_are_sound(**_kwargs: Any) -> list[CheckMessage]:
    """linli.E301 unreadable file, linli.E302 an address that nobody can open."""
    try:
        made = grants.table()
    except grants.BadPermissions as error:
        return [Error(str(error), hint="Mend src/linli/accounts/permissions.yaml.", id="linli.E301")]
    return [
        Error(problem, hint="Mend src/linli/accounts/permissions.yaml.", id="linli.E302")
        for problem in grants.url_problems(made)
    ]
