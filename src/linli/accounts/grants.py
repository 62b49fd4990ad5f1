"""The reader of permissions.yaml: strict, with the place of a mistake in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from linli.definitions import get_library

#: Relations of a row to the acting post, the closest first.
RELATIONS = ("own", "below", "beside", "above", "elsewhere", "was_handler")
ALL = RELATIONS[:5]
#: What an address may ask for besides a verb.
OPEN_URLS = ("public", "login", "staff")


class BadPermissions(Exception):  # noqa: N818 - named for what it is
    """permissions.yaml has a mistake; the text says where and what is allowed."""


@dataclass(frozen=True)
class Table:
    """The checked content of permissions.yaml."""

    #: role → verb ("case.view") → relations
    roles: Mapping[str, Mapping[str, frozenset[str]]]
    #: address name → verb, or one of OPEN_URLS
    urls: Mapping[str, str]
    #: addresses that ask for the password again (not older than five minutes)
    step_up: frozenset[str] = frozenset()

    @property
    def verbs(self) -> frozenset[str]:
        """All verbs that any role holds."""
        return frozenset(verb for held in self.roles.values() for verb in held)


@cache
def table() -> Table:
    """The shipped table, read once. Raises :class:`BadPermissions`."""
    text = resources.files("linli.accounts").joinpath("permissions.yaml").read_text("utf-8")
    return read(text, roles=frozenset(get_library().roles))


def read(text: str, *, roles: frozenset[str]) -> Table:
    """Check a permissions file against the known roles. Raises :class:`BadPermissions`."""
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadPermissions(f"permissions.yaml is no YAML: {error}") from error
    _only(raw, {"sets", "grants", "step_up", "urls"}, "top")
    sets = _sets(raw.get("sets") or {}, roles)
    held: dict[str, dict[str, set[str]]] = {}
    for number, grant in enumerate(raw.get("grants") or [], start=1):
        _add_grant(held, grant, sets, roles, where=f"grants[{number}]")
    frozen = {role: {verb: frozenset(found) for verb, found in verbs.items()} for role, verbs in held.items()}
    return Table(roles=frozen, urls=dict(raw.get("urls") or {}), step_up=frozenset(raw.get("step_up") or []))


def _only(value: Any, allowed: set[str], where: str) -> None:
    if not isinstance(value, dict):
        raise BadPermissions(f"{where}: a mapping is needed, found {type(value).__name__}")
    unknown = sorted(set(value) - allowed)
    if unknown:
        raise BadPermissions(f"{where}: unknown {', '.join(unknown)}; allowed: {', '.join(sorted(allowed))}")


def _sets(raw: Mapping[str, list[str]], roles: frozenset[str]) -> dict[str, list[str]]:
    done: dict[str, list[str]] = {}
    for name, members in raw.items():
        # Sets may use the sets above them only: no circles, and the file reads from top to bottom.
        done[name] = _expand(members, done, roles, where=f"sets.{name}")
    return done


def _expand(
    names: Iterable[str], sets: Mapping[str, list[str]], roles: frozenset[str], *, where: str
) -> list[str]:
    found: list[str] = []
    for name in names:
        if name.startswith("@"):
            if name[1:] not in sets:
                raise BadPermissions(f"{where}: no set {name} above; known: {', '.join(sorted(sets))}")
            found += sets[name[1:]]
        elif name in roles:
            found.append(name)
        else:
            raise BadPermissions(f"{where}: unknown role {name}; roles stand in library/mechanisms/base.yaml")
    return list(dict.fromkeys(found))


def _add_grant(
    held: dict[str, dict[str, set[str]]],
    grant: Any,
    sets: Mapping[str, list[str]],
    roles: frozenset[str],
    *,
    where: str,
) -> None:
    _only(grant, {"kind", "verbs", "roles", "relations"}, where)
    missing = {"kind", "verbs", "roles", "relations"} - set(grant)
    if missing:
        raise BadPermissions(f"{where}: {', '.join(sorted(missing))} is missing")
    relations = _relations(grant["relations"], where)
    for role in _expand(grant["roles"], sets, roles, where=where):
        verbs = held.setdefault(role, {})
        for verb in grant["verbs"]:
            verbs.setdefault(f"{grant['kind']}.{verb}", set()).update(relations)


def _relations(names: list[str], where: str) -> set[str]:
    unknown = sorted(set(names) - set(RELATIONS) - {"all"})
    if unknown:
        raise BadPermissions(
            f"{where}: unknown relation {', '.join(unknown)}; allowed: {', '.join(RELATIONS)}, all"
        )
    if "elsewhere" in names:
        raise BadPermissions(
            f"{where}: write all instead of elsewhere, which alone would mean strangers only"
        )
    return set(ALL) | set(names) - {"all"} if "all" in names else set(names)


def url_problems(made: Table) -> list[str]:
    """Addresses with a verb nobody holds, as sentences; such an address is closed, not open."""
    found = [
        f"urls.{name}: nobody holds {verb}; add a grant or use {', '.join(OPEN_URLS)}"
        for name, verb in made.urls.items()
        if verb not in OPEN_URLS and verb not in made.verbs
    ]
    found += [f"step_up: {name} stands not under urls" for name in sorted(made.step_up - set(made.urls))]
    return found
