"""Trying, rolling out, stopping and overriding: the nearest decides, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from linli.definitions import get_library
from linli.domain.access import Actor
from linli.mechanisms import contents, places, queries, registry, services
from linli.mechanisms.errors import AdoptionRefusedError, BadDefinitionError, UnknownPieceError
from linli.mechanisms.models import Adoption, Definition, InForce, Override
from linli.records.models import Event

AT = datetime(2026, 11, 21, 2, tzinfo=UTC)
TODAY = date(2026, 11, 21)
CLERK = Actor(user_id=7, post_id=70, channel="page", body_id=700)
#: A small tree: city 1 > district 2 > streets 3, 4 > communities 31, 41.
TREE = {1: [1], 2: [1, 2], 3: [1, 2, 3], 4: [1, 2, 4], 31: [1, 2, 3, 31], 41: [1, 2, 4, 41]}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tree(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[None]:
    monkeypatch.setattr(places, "_ancestors", lambda area_id, on: TREE[area_id])
    services.sync(at=AT)
    yield
    contents._by_digest.cache_clear()


def in_use(area_id: int, on: date = TODAY) -> bool:
    return "key_small_matters" in queries.active(area_id, on)


def begin(area_id: int, **words: object) -> Adoption:
    return services.roll_out(mechanism="key_small_matters", area_id=area_id, actor=CLERK, at=AT, **words)  # type: ignore[arg-type]


def test_sync_twice_changes_nothing() -> None:
    before = Definition.objects.count()
    assert not services.sync(at=AT).changed
    assert Definition.objects.count() == before == len(get_library().mechanisms)


def test_a_dry_run_writes_nothing() -> None:
    InForce.objects.all().delete()
    Definition.objects.all().delete()
    report = services.sync(at=AT, dry_run=True)
    assert {line.action for line in report.lines} == {"new"}
    assert not Definition.objects.exists()


def test_shared_mechanisms_hold_without_adoption() -> None:
    assert set(queries.active(31, TODAY)) == {
        name for name, one in get_library().mechanisms.items() if one.shared
    }


def test_a_kind_not_in_use_is_refused_in_words() -> None:
    with pytest.raises(UnknownPieceError, match="关键小事"):
        queries.case_kind("key_small_matter", 31, AT)


def test_rolled_out_above_holds_below_and_not_beside() -> None:
    begin(3)
    assert in_use(3)
    assert in_use(31)
    assert not in_use(41)
    assert queries.case_kind("key_small_matter", 31, AT)[0].confirmation == ("reporter",)


def test_a_trial_ends_by_itself() -> None:
    services.trial(mechanism="key_small_matters", area_id=31, until=date(2026, 12, 20), actor=CLERK, at=AT)
    assert in_use(31, date(2026, 12, 20))
    assert not in_use(31, date(2026, 12, 21))
    assert not in_use(31, date(2026, 11, 20))


def test_a_trial_rolled_out_at_once_leaves_one_row_a_day() -> None:
    services.trial(mechanism="key_small_matters", area_id=31, until=date(2026, 12, 20), actor=CLERK, at=AT)
    row = begin(31)
    assert Adoption.objects.count() == 1
    assert row.state == "on"
    assert [event.name for event in Event.objects.filter(kind="adoption").order_by("seq")] == [
        "adoption.tried",
        "adoption.rolled_out",
    ]


def test_the_nearest_decides_so_one_street_may_stay_out() -> None:
    begin(2)
    services.stop(mechanism="key_small_matters", area_id=3, reason="先观察", actor=CLERK, at=AT)
    assert not in_use(31)
    assert in_use(41)


def test_a_binding_adoption_cannot_be_left() -> None:
    begin(2, binding=True)
    with pytest.raises(AdoptionRefusedError, match="统一执行"):
        services.stop(mechanism="key_small_matters", area_id=3, reason="不想用", actor=CLERK, at=AT)
    assert in_use(31)


def test_a_binding_adoption_beats_an_earlier_opt_out() -> None:
    begin(2)
    services.stop(mechanism="key_small_matters", area_id=3, reason="先观察", actor=CLERK, at=AT)
    Adoption.objects.filter(area_id=2).update(binding=True)
    assert in_use(31)


def test_stopping_keeps_the_past_and_the_rows() -> None:
    begin(3, from_=date(2026, 1, 1))
    services.stop(mechanism="key_small_matters", area_id=3, reason="改用别的办法", actor=CLERK, at=AT)
    assert not in_use(31)
    assert in_use(31, date(2026, 11, 20))
    assert Definition.objects.filter(mechanism="key_small_matters").exists()


def test_stopped_and_begun_again_the_same_day() -> None:
    begin(3)
    services.stop(mechanism="key_small_matters", area_id=3, reason="点错了", actor=CLERK, at=AT)
    begin(3)
    assert in_use(31)


@pytest.mark.parametrize(
    ("until", "words"), [(date(2026, 11, 20), "不能早于今天"), (date(2028, 1, 1), "最长一年")]
)
def test_a_trial_needs_a_sensible_end(until: date, words: str) -> None:
    with pytest.raises(AdoptionRefusedError, match=words):
        services.trial(mechanism="key_small_matters", area_id=31, until=until, actor=CLERK, at=AT)


def test_twice_on_is_refused_but_a_pack_leaves_what_is_on() -> None:
    begin(3)
    with pytest.raises(AdoptionRefusedError, match="已经启用"):
        begin(3)
    pack = get_library().packs["neighbourhood"].mechanisms
    begun = services.adopt(mechanism=pack, area_id=3, actor=CLERK, at=AT)
    assert len(begun) == len(pack) - 1
    assert set(pack) <= set(queries.active(31, TODAY))


@pytest.mark.parametrize(("name", "words"), [("nothing", "没有这项机制"), ("base", "不用启用")])
def test_what_cannot_be_switched_on_says_why(name: str, words: str) -> None:
    with pytest.raises(AdoptionRefusedError, match=words):
        services.roll_out(mechanism=name, area_id=3, actor=CLERK, at=AT)


def test_stopping_what_is_not_on_says_so_and_needs_a_reason() -> None:
    for reason, words in (("", "原因"), ("不用了", "没有启用")):
        with pytest.raises(AdoptionRefusedError, match=words):
            services.stop(mechanism="key_small_matters", area_id=3, reason=reason, actor=CLERK, at=AT)


def shorter(area_id: int, **words: object) -> None:
    values: dict[str, object] = {
        "mechanism": "rule_13710",
        "path": "clocks[clock_13710].steps[feedback].span",
        "value": {"amount": 2, "unit": "working_day"},
        "from_": date(2026, 12, 1),
        "basis": "邻安办〔2026〕8号",
        "actor": CLERK,
        "at": AT,
        "area_id": area_id,
    }
    services.override(**(values | words))  # type: ignore[arg-type]


def test_an_override_holds_from_its_day_in_its_area_only() -> None:
    shorter(3)
    later = datetime(2026, 12, 2, 2, tzinfo=UTC)
    step = queries.clock_template("clock_13710", 31, later).step("feedback")
    assert (step.amount, step.unit) == (2, "working_day")
    assert queries.clock_template("clock_13710", 31, AT).step("feedback").amount == 3
    assert queries.clock_template("clock_13710", 41, later).step("feedback").amount == 3


def test_a_record_keeps_the_definition_it_began_under() -> None:
    before = queries.definitions(31, TODAY)["rule_13710"]
    shorter(0)
    later = datetime(2026, 12, 2, 2, tzinfo=UTC)
    after = queries.definitions(31, TODAY)["rule_13710"]
    assert before.pk != after.pk
    assert queries.template_of(before, "clock_13710", later).step("feedback").amount == 3
    assert queries.template_of(after, "clock_13710", later).step("feedback").amount == 2


def test_a_changed_shared_rule_gives_new_definitions_of_all_that_require_it() -> None:
    small = queries.definitions(31, TODAY)["key_small_matters"]
    shorter(0, mechanism="base_cases", path="limits[usual_limits].returns", value=2, from_=date(2026, 11, 21))
    newer = queries.definitions(31, TODAY)["key_small_matters"]
    assert queries.limits_of(small, "usual_limits").returns.at(TODAY) == 1
    assert queries.limits_of(newer, "usual_limits").returns.at(TODAY) == 2


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"basis": " "}, AdoptionRefusedError, "依据"),
        ({"path": "clocks[nothing].steps"}, AdoptionRefusedError, "nothing"),
        ({"path": "sentence.zh"}, AdoptionRefusedError, "sentence.zh"),
        ({"value": {"amount": "many", "unit": "day"}}, BadDefinitionError, "写法不对"),
        ({"value": {"amount": -1, "unit": "natural_day"}}, BadDefinitionError, "≥ 0"),
        ({"mechanism": "nothing"}, AdoptionRefusedError, "没有这项机制"),
    ],
)
def test_a_bad_override_changes_nothing(
    change: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        shorter(3, **change)
    assert not Override.objects.exists()


def test_rebase_previews_first_and_moves_then(monkeypatch: pytest.MonkeyPatch) -> None:
    old = queries.definitions(31, TODAY)["rule_13710"]
    shorter(0)
    records = {11: old.pk}

    def move(record_id: int, definition: Definition, actor: Actor, at: datetime) -> None:
        records[record_id] = definition.pk

    def open_under(ids: object) -> list[tuple[int, int]]:
        return [(one, pk) for one, pk in records.items() if pk in ids]  # type: ignore[operator]

    monkeypatch.setattr(registry, "_rebasers", {"case": registry.Rebaser("case", open_under, move)})
    preview = services.rebase(mechanism="rule_13710", actor=CLERK, at=AT)
    assert [one.record_id for one in preview.moves] == [11]
    assert any("feedback" in str(change) for change in preview.changes[old.digest])
    assert records[11] == old.pk
    services.rebase(mechanism="rule_13710", actor=CLERK, at=AT, dry_run=False)
    assert records[11] == queries.definitions(31, TODAY)["rule_13710"].pk
    assert services.rebase(mechanism="rule_13710", actor=CLERK, at=AT).moves == ()


def test_what_is_asked_takes_few_queries(django_assert_num_queries: pytest.FixtureRequest) -> None:
    begin(3)
    queries.case_kind("key_small_matter", 31, AT)
    with django_assert_num_queries(2):  # type: ignore[operator]
        queries.case_kind("key_small_matter", 31, AT)


def test_the_duty_list_is_found_by_category_and_day() -> None:
    matter = queries.matter_for("order_sign_broken", 31, AT)
    assert matter is not None
    assert (matter.number, matter.rule.at(TODAY).kind) == (37, "matter_cooperate")  # type: ignore[union-attr]
    assert queries.matter_for("order_sign_broken", 31, datetime(2024, 1, 1, tzinfo=UTC)) is None


def test_a_category_knows_those_above_it() -> None:
    path = queries.category_path("property_pipe_drain", 31, AT)
    assert [one.names.zh for one in path] == ["物业管理", "给排水管道", "下水道堵塞"]
