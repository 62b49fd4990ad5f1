"""Every kind of mistake in a data file comes back as a sentence with its place and a suggestion."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.definitions import Library, Problem, canonical, check_mechanism, get_library, load, yamlfile
from linli.definitions.dated import Dated, DatedEntry
from linli.definitions.loader import SHIPPED, stored
from linli.definitions.problems import KINDS
from linli.definitions.templates import clock_template

GOOD = """
id: sample
term: sample
names: {zh: 样例, en: Sample}
sentence: {zh: 一句话。, en: One sentence.}
subject: subject_voices
origins: [S3-12]
report: {place: {zh: 某地, en: Somewhere}, date: 2021-12-30, source: paper}
suits: {zh: 各地, en: Everywhere}
added_work: {sentence: {zh: 每件1项, en: One field}, fields_each: 1, forms_new: 0}
sources: {paper: {title: {zh: 报道, en: Report}, kind: newspaper}}
clocks:
  - id: sample_clock
    term: sample
    steps:
      - {id: first, term: sample, span: [{from: 2020-01-01, value: {amount: 1, unit: natural_day}, source: paper}]}
      - {id: second, term: sample, from: first, span: [{from: 2020-01-01, value: {amount: 2, unit: working_day}, source: paper}]}
"""
TERMS = """
- {id: sample, zh: 样例, en: sample, definition: {zh: 样例。, en: A sample.}, source: 测试}
"""


def library(tmp_path: Path, text: str, terms: str = TERMS, name: str = "sample.yaml") -> Library:
    for folder in ("mechanisms", "packs", "glossary"):
        (tmp_path / folder).mkdir(exist_ok=True)
    (tmp_path / "mechanisms" / name).write_text(text, encoding="utf-8")
    (tmp_path / "glossary" / "terms.yaml").write_text(terms, encoding="utf-8")
    return load(tmp_path)


def only(found: Library) -> Problem:
    assert len(found.problems) == 1, [str(problem) for problem in found.problems]
    return found.problems[0]


def test_a_good_file_has_no_problems(tmp_path: Path) -> None:
    found = library(tmp_path, GOOD)
    assert found.problems == ()
    assert found.clocks["sample_clock"].steps[1].from_ == "first"


@pytest.mark.parametrize(
    ("old", "new", "code", "path", "suggestion"),
    [
        ("sentence: {zh", "sentense: {zh", "E103", "sentense", "sentence"),
        ("suits: {zh: 各地, en: Everywhere}\n", "", "E104", "suits", ""),
        ("fields_each: 1", "fields_each: one", "E105", "added_work.fields_each", ""),
        ("subject_voices", "subject_voice", "E106", "subject", "subject_voices"),
        ("unit: natural_day", "unit: naturel_day", "E106", "clocks[0].steps[0].span[0].value.unit", "natural_day"),
        ("term: sample\nnames", "term: sampel\nnames", "E107", "term", "sample"),
        ("origins: [S3-12]", "origins: [S9-99]", "E107", "origins[0]", ""),
        ("source: paper}\nsuits", "source: papers}\nsuits", "E107", "report.source", "paper"),
        ("value: {amount: 1, unit: natural_day}, source: paper", "value: {amount: 1, unit: natural_day}", "E108", "clocks[0].steps[0].span[0].source", ""),
        ("[{from: 2020-01-01, value: {amount: 1, unit: natural_day}, source: paper}]", "{amount: 1, unit: natural_day}", "E108", "clocks[0].steps[0].span", ""),
        ("id: sample_clock", "id: Sample-Clock", "E109", "clocks[0].id", ""),
        ("from: first", "from: frist", "E111", "clocks[0].steps[1].from", "first"),
        ("2021-12-30", "2021-13-30", "E105", "report.date", ""),
    ],
)  # fmt: skip
def test_each_mistake_says_where_and_what(
    tmp_path: Path, old: str, new: str, code: str, path: str, suggestion: str
) -> None:
    assert old in GOOD
    problems = library(tmp_path, GOOD.replace(old, new, 1)).problems
    found = [one for one in problems if one.path == path and one.code == code]
    # a reference to a source is told as a missing source
    found = found or [one for one in problems if one.path == path and {one.code, code} == {"E107", "E108"}]
    assert found, [str(problem) for problem in problems]
    assert found[0].suggestion == suggestion
    assert found[0].line


def test_a_key_written_twice_is_told_with_its_line(tmp_path: Path) -> None:
    problem = only(library(tmp_path, GOOD + "term: sample\n"))
    assert (problem.code, problem.path, problem.line) == ("E102", "term", GOOD.count("\n") + 1)


def test_dates_out_of_order_are_told(tmp_path: Path) -> None:
    twice = "[{from: 2020-01-01, value: {amount: 1, unit: natural_day}, source: paper}, {from: 2019-01-01, value: {amount: 2, unit: natural_day}, source: paper}]"
    text = GOOD.replace("[{from: 2020-01-01, value: {amount: 1, unit: natural_day}, source: paper}]", twice)
    assert only(library(tmp_path, text)).code == "E110"


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("subject_voices", "nothing").replace("fields_each: 1", "fields_each: x")
    assert {problem.code for problem in library(tmp_path, text).problems} >= {"E106", "E105"}


@pytest.mark.parametrize("text", ["", "[]", "5", "a: [", "\t- x", "key: &a {b: *a}"])
def test_a_broken_file_is_told_and_not_raised(tmp_path: Path, text: str) -> None:
    assert library(tmp_path, text).problems


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    library(tmp_path, GOOD)
    (tmp_path / "mechanisms" / "sample.yaml").write_bytes(b"\xff\xfe\x00id")
    assert load(tmp_path).problems[0].code == "E101"


def test_yaml_words_are_not_turned_into_truth_values(tmp_path: Path) -> None:
    text = GOOD.replace("zh: 样例, en: Sample", "zh: no, en: 07:30")
    names = library(tmp_path, text).mechanisms["sample"].names
    assert (names.zh, names.en) == ("no", "07:30")


def test_a_file_must_be_called_like_its_mechanism(tmp_path: Path) -> None:
    assert only(library(tmp_path, GOOD, name="other.yaml")).code == "E109"


@pytest.mark.parametrize("loader", [yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)])
def test_both_parsers_read_the_same(monkeypatch: pytest.MonkeyPatch, loader: type) -> None:
    monkeypatch.setattr(yamlfile, "_LOADER", loader)
    path = SHIPPED / "mechanisms" / "rule_13710.yaml"
    document = yamlfile.read(path)
    assert document.problems == []
    assert canonical.plain(document.data) == get_library().documents["rule_13710"]


def test_a_term_defined_twice_is_told(tmp_path: Path) -> None:
    assert only(library(tmp_path, GOOD, terms=TERMS + TERMS)).code == "E109"


def test_problems_speak_chinese_and_english() -> None:
    problem = Problem("E103", "a.yaml", "x", "sentense", "sentence", "sentence", 3)
    assert "a.yaml:3" in str(problem)
    assert "没有这一项" in str(problem)
    assert "unknown key" in problem.in_words("en")
    assert set(KINDS) == {f"E{number}" for number in range(101, 114)}


def test_the_shipped_library_is_right() -> None:
    assert [str(problem) for problem in get_library().problems] == []


def test_a_sheet_over_a_register_names_what_the_register_knows() -> None:
    shipped = get_library()
    registers = {one.id: one for row in shipped.mechanisms.values() for one in row.register_kinds}
    links = [kind.register for row in shipped.mechanisms.values() for kind in row.agreements if kind.register]
    assert links
    for link in links:
        own = registers[link.kind]
        assert {one for one in (link.state, link.back) if one} <= {one.id for one in own.states}
        fields = {one.id for one in own.fields}
        assert fields >= {*link.fills, *([link.named_by] if link.named_by else [])}
        assert not own.sensitive


def test_residents_sign_no_sheet_by_list() -> None:
    shipped = get_library()
    document = copy.deepcopy(dict(shipped.documents["service_centre_rooms"]))
    (rooms,) = document["register_kinds"]
    next(one for one in rooms["fields"] if one["id"] == "provider")["personal"] = True
    told = [(row.code, row.path) for row in check_mechanism(document, shipped)[1]]
    assert any(code == "E107" and path.endswith("register.named_by") for code, path in told), told
    rooms["subject"] = "household"
    told = [(row.code, row.path) for row in check_mechanism(document, shipped)[1]]
    assert any(code == "E106" and path.endswith("register.kind") for code, path in told), told


@pytest.mark.parametrize("field", ["begins_on", "scop", "nobody"])
def test_whom_a_matter_is_filed_with_is_a_text_of_the_kind(field: str) -> None:
    shipped = get_library()
    document = copy.deepcopy(dict(shipped.documents["filing_ahead"]))
    document["case_kinds"][0]["file_to"] = field
    told = [(row.code, row.path) for row in check_mechanism(document, shipped)[1]]
    assert any(code == "E107" and path.endswith("file_to") for code, path in told), told


def test_a_stored_document_reads_back_equal() -> None:
    shipped = get_library()
    for name, document in shipped.documents.items():
        again = json.loads(canonical.text(document))
        assert stored(again) == shipped.mechanisms[name]
        assert canonical.digest(again) == canonical.digest(document)


def test_a_stored_document_passes_the_same_checks() -> None:
    shipped = get_library()
    for document in shipped.documents.values():
        assert check_mechanism(document, shipped)[1] == ()


def test_every_clock_becomes_a_template() -> None:
    shipped = get_library()
    for clock in shipped.clocks.values():
        template = clock_template(clock, date(2026, 11, 21), shipped)
        assert [step.id for step in template.steps] == [step.id for step in clock.steps]


def test_a_clock_before_its_first_value_says_so() -> None:
    shipped = get_library()
    with pytest.raises(LookupError, match="2000"):
        clock_template(shipped.clocks["clock_13710"], date(2000, 1, 1), shipped)


@given(st.lists(st.dates(date(1990, 1, 1), date(2090, 1, 1)), min_size=1, unique=True), st.dates())
def test_a_dated_value_is_the_last_one_begun(days: list[date], on: date) -> None:
    dated = Dated(tuple(DatedEntry(day, day, "s") for day in sorted(days)))
    begun = [day for day in days if day <= on]
    assert dated.at(on) == (max(begun) if begun else None)


def _paths(node: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    found = [path] if path else []
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, below in items:
        found += _paths(below, (*path, key))
    return found


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_file_damaged_anywhere_never_raises(data: st.DataObject) -> None:
    """Any one node replaced by something else gives a mechanism or problems, never an exception."""
    shipped = get_library()
    document = copy.deepcopy(
        dict(shipped.documents[data.draw(st.sampled_from(["rule_13710", "property_supervision"]))])
    )
    path = data.draw(st.sampled_from(_paths(document)))
    holder: object = document
    for part in path[:-1]:
        holder = holder[part]  # type: ignore[index]
    holder[path[-1]] = data.draw(st.sampled_from([None, 0, -5, "", "x", [], {}, [1], {"a": 1}, True]))  # type: ignore[index]
    mechanism, problems = check_mechanism(document, shipped)
    assert mechanism is not None or problems


def test_the_shipped_files_hold_no_yaml_surprises() -> None:
    for path in sorted(SHIPPED.glob("*/*.yaml")):
        if path.parent.name in ("mechanisms", "packs", "glossary"):
            assert yaml.safe_load(path.read_text(encoding="utf-8")), path
