"""Every reading command of ``linli`` answers one JSON value, and status 0 only when all is well."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

import pytest

from linli import __main__ as linli
from linli.areas import services as areas
from linli.areas.models import NATION_ID
from linli.domain.access import SYSTEM
from linli.mechanisms.services import syncing
from tests import cast

#: Commands that change something or never end; the writing ones that report do so in JSON too.
NOT_READING = frozenset(
    {"serve", "worker", "prepare", "rotate-keys", "manage", "users add", "lake export", "demo", "places load",
     "seal", "backup", "restore", "figures count", "relay key", "relay in", "relay out"}
)  # fmt: skip

#: Command → its arguments → the status when all is well.
READING: dict[str, tuple[str, ...]] = {
    "check": (),
    "sync": ("--dry-run",),
    "mechanisms show": (),
    "mechanisms origins": (),
    "mechanisms rebase": ("rule_13710",),
    "places find": ("湖光",),
    "places show": ("{lake}",),
    "users list": (),
    "due": ("13710", "--at", "2026-02-13T16:00"),
    "calendar": ("2026",),
    "addresses": (),
    "verify": (),
    "tallies": (),
    "figures prove": (),
    "relay show": (),
}
#: The same commands, asked what cannot be answered.
REFUSED: dict[str, tuple[str, ...]] = {
    "mechanisms show": ("no_such_mechanism",),
    "mechanisms rebase": ("no_such_mechanism",),
    "places find": ("绝无此地",),
    "places show": ("999999999999",),
    "due": ("no_such_clock", "--at", "2026-02-13T16:00"),
    "calendar": ("1066",),
    "addresses": ("--target", "wecombot://secret"),
}


def leaves(
    parser: argparse.ArgumentParser, before: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command of the tree with its words."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    for group in groups:
        for name, child in group.choices.items():
            yield from leaves(child, f"{before} {name}".strip())
    if not groups:
        yield before, parser


def test_every_command_is_named_here_and_every_reading_one_knows_json() -> None:
    found = dict(leaves(linli.build_parser()))
    assert set(found) == set(READING) | NOT_READING
    for name in READING:
        assert any("--json" in action.option_strings for action in found[name]._actions), name


@pytest.fixture
def lake(db: None) -> str:
    made = cast.places()
    assert made["lake"]
    syncing.sync()
    return str(made["lake"])


def run(capsys: pytest.CaptureFixture[str], name: str, words: tuple[str, ...]) -> tuple[int, Any, str]:
    capsys.readouterr()
    status = linli.main([*name.split(), *words, "--json"])
    said = capsys.readouterr()
    return status, json.loads(said.out), said.err


def test_every_reading_command_answers_json_and_zero(lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name, words in READING.items():
        status, found, _err = run(capsys, name, tuple(word.format(lake=lake) for word in words))
        assert status == 0, (name, found)
        assert found or name in {"addresses", "users list"}, name


def test_every_refusal_is_json_too_and_never_zero(lake: str, capsys: pytest.CaptureFixture[str]) -> None:
    for name, words in REFUSED.items():
        status, found, err = run(capsys, name, words)
        assert status != 0, name
        assert found == [] or (found["ok"] is False and found["error"]), (name, found)
        assert err == "", name


def test_what_is_unsound_is_not_zero(
    lake: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli.config import prepare
    from linli.records.models import Event

    areas.create_place(
        parent_id=NATION_ID, level="province", name="另一省", actor=SYSTEM, at=cast.AT, invented=True
    )
    Event.objects.filter(pk=Event.objects.order_by("-pk").values("pk")[:1]).update(data={"forged": True})
    status, found, _err = run(capsys, "verify", ())
    assert (status, found["ok"]) == (1, False)
    monkeypatch.setattr(prepare, "unapplied_migrations", lambda: 2)
    status, found, _err = run(capsys, "check", ())
    assert (status, found["ok"]) == (1, False)
