"""Every mechanism shows what it does: given, when, then, through the house's own verbs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from linli.definitions import get_library
from linli.mechanisms import origins
from tests.mechanisms.situations import runner
from tests.mechanisms.situations.words import MisreadError

#: The entries this release must show (issues 2 and 3).
ENTRIES = [
    "S0-01", "S0-02", "S0-03", "S0-04", "S0-05", "S0-07", "S0-08", "S0-09",
    "S0-10", "S0-11", "S0-12", "S0-13", "S0-16", "S0-17", "S0-19", "S0-20",
    "S0-21", "S0-24", "S0-25", "S0-27", "S0-28", "S1-01", "S1-02", "S1-05",
    "S1-06", "S1-07", "S1-08", "S1-10", "S1-11", "S1-12", "S1-13", "S1-15",
    "S1-18", "S1-19", "S1-20", "S1-21", "S1-24", "S1-26", "S1-27", "S1-28",
    "S1-29", "S1-30", "S2-01", "S2-03", "S2-04", "S2-05", "S2-06", "S2-08",
    "S2-09", "S2-12", "S2-14", "S2-15", "S2-17", "S3-07", "S3-08", "S3-09",
    "S3-11", "S3-12", "S3-14", "S3-16", "S3-17", "S3-19", "S3-21", "S3-22",
    "S3-23", "S3-25", "S4-01", "S4-02", "S4-03", "S4-04", "S4-05", "S4-06",
    "S4-07", "S4-08", "S4-09", "S4-11", "S4-12", "S4-13", "S4-17", "S4-18",
    "S4-19", "S4-20", "S4-22", "S4-23",
]  # fmt: skip


def heavy(situation: dict[str, Any]) -> bool:
    """Thousands of rows through services: once is enough, on the embedded database."""
    given = [words for step in situation.get("given") or [] for words in step.values()]
    return sum(words.get("count", 0) for words in given if isinstance(words, dict)) > 200


def cases() -> list[Any]:
    found = []
    for path in runner.files():
        data = runner.load(path)
        for number, situation in enumerate(data["situations"], 1):
            marks = () if heavy(situation) else (pytest.mark.databases,)
            found.append(pytest.param(data, situation, id=f"{path.stem}-{number}", marks=marks))
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "situation"), cases())
def test_it_happens_as_told(data: dict[str, Any], situation: dict[str, Any]) -> None:
    runner.run(data, situation)


def test_every_mechanism_has_its_situations() -> None:
    wanted = {name for name, one in get_library().mechanisms.items() if not one.shared}
    assert {path.stem for path in runner.files()} == wanted


def test_every_entry_is_shown_by_a_mechanism_with_situations() -> None:
    rows = {str(row["entry"]): row for row in origins.report(runner.FOLDER)}
    assert sorted(rows) == sorted(ENTRIES)
    assert [entry for entry, row in rows.items() if not row["situations"]] == []


def test_what_a_mechanism_announces_for_later_is_owed() -> None:
    """A reserved piece without an owed line would be a promise nobody keeps."""
    for row in origins.report(runner.FOLDER):
        mechanism = get_library().mechanisms[str(row["mechanism"])]
        later = {
            piece.capability
            for name in vars(mechanism)
            if isinstance(getattr(mechanism, name), tuple)
            for piece in getattr(mechanism, name)
            if getattr(piece, "capability", None)
        }
        assert later <= set(row["owed"]), f"{mechanism.id}: {later - set(row['owed'])}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- tyme: {at: 1}", "unknown word"),
        ("- state: {case: a, iss: b}", "unknown argument"),
        ("- state: {case: a}", "missing"),
        ("- state", "one word a step"),
    ],
)
def test_what_nobody_understands_fails_before_anything_runs(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "rule_13710.yaml"
    path.write_text(
        f"mechanism: rule_13710\nsituations:\n  - name: x\n    then:\n      {text}\n", encoding="utf-8"
    )
    with pytest.raises(MisreadError, match=words):
        runner.load(path)


@pytest.mark.parametrize(
    "text",
    ["mechanism: nothing\n", "mechanism: rule_13710\nowed: {K99: x}\n", "a: 1\nmechanism: rule_13710\n"],
)
def test_a_file_of_no_mechanism_or_owed_to_nobody_fails(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rule_13710.yaml"
    path.write_text(text + "situations: []\n", encoding="utf-8")
    with pytest.raises(MisreadError):
        runner.load(path)
