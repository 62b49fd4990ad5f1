"""``linli due``, ``linli calendar``, ``linli addresses``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from linli.clocks import cli
from linli.clocks.models import Address

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    args = parser.parse_args(arguments)
    return int(args.run(args))


def test_13710_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("due", "13710", "--at", "2026-02-13T16:00") == 0
    said = capsys.readouterr().out
    assert "2026年2月20日（星期五）24:00" in said
    assert "办结之后仍跟踪到销号清零" in said


def test_json_holds_due_times_and_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("due", "13710", "--at", "2021-12-28", "--kind", "important", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert [step["due_at"][:10] for step in found["steps"]] == ["2021-12-28", "2021-12-31", "2022-01-28"]
    assert found["steps"][0]["why"][0] == "从12月28日（星期二）00:00起算"


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        ("3wd", "2026-02-25T18:00:00+08:00"),
        ("4wh", "2026-02-14T11:00:00+08:00"),
        ("10d-", "2026-02-03T23:59:59+08:00"),
        ("1m", "2026-03-13T23:59:59+08:00"),
        ("30min", "2026-02-13T16:30:00+08:00"),
    ],
)
def test_a_bare_limit_can_be_asked(limit: str, due: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("due", limit, "--at", "2026-02-13T16:00", "--json") == 0
    assert json.loads(capsys.readouterr().out)["steps"][0]["due_at"] == due


def test_unknown_names_and_times_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("due", "nope", "--at", "2026-02-13T16:00") == 2
    assert "13710" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run("due", "13710", "--at", "soon")
    assert run("due", "3wd", "--at", "1850-01-01") == 2


def test_a_year_is_shown_and_its_notice_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("calendar", "2027", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"year": 2027, "presumed": True, "days": []}
    file = tmp_path / "2027.yaml"
    file.write_text(
        "year: 2027\nsource: {title: 通知}\nholidays: [{name: 元旦, statutory: [2027-01-01]}]", "utf-8"
    )
    assert run("calendar", "2027", "--load", str(file)) == 0
    assert "2027-01-01  法定假日  元旦" in capsys.readouterr().out
    file.write_text("year: 2027", "utf-8")
    assert run("calendar", "2027", "--load", str(file)) == 2
    assert run("calendar", "1700") == 2


def test_an_address_is_kept_encrypted_and_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run("addresses", "--post", "8", "--channel", "wecom_robot", "--target", "wecombot://secret", "--json")
        == 0
    )
    assert "secret" not in capsys.readouterr().out
    assert Address.objects.get().target == "wecombot://secret"
    assert run("addresses", "--channel", "sms", "--target", "x") == 2
