"""permissions.yaml read strictly, and rows brought into relation to posts by one rule for pages and lists."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.accounts import grants, policy
from linli.definitions import get_library
from linli.domain.access import Scope
from linli.domain.caseflow import VERBS
from linli.organizations.models import Organization
from tests import cast

ROLES = frozenset(get_library().roles)


def test_the_shipped_table_is_sound() -> None:
    assert grants.url_problems(grants.table()) == []


def test_every_verb_of_the_case_table_is_granted_to_somebody() -> None:
    public = {"confirm"}  # the reporter's own word
    assert {f"case.{verb}" for verb in VERBS if verb not in public} <= grants.table().verbs


def test_every_address_stands_once() -> None:
    text = resources.files("linli.accounts").joinpath("permissions.yaml").read_text("utf-8")
    names = re.findall(r"^  ([a-z0-9_]+:[a-z0-9_]+|healthz):", text.split("\nurls:")[1], flags=re.MULTILINE)
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_no_administrator_reads_a_case_and_no_post_reads_the_audit() -> None:
    held = grants.table().roles
    administrators = {"system_admin", "security_admin", "audit_admin"}
    for role, verbs in held.items():
        touched = {verb.split(".")[0] for verb in verbs}
        assert ("case" not in touched) or role not in administrators
        assert ("user" not in touched) or role in administrators


def test_the_three_administrators_watch_each_other() -> None:
    held = grants.table().roles
    for verb in (
        "user.audit",
        "user.create",
        "user.make_admin",
        "user.unlock",
        "user.reset_password",
        "user.disable",
    ):
        assert sum(verb in verbs for verbs in held.values()) == 1, verb


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("grants: [{kind: case, verbs: [view], roles: [pilot], relations: [own]}]", "unknown role pilot"),
        (
            "grants: [{kind: case, verbs: [view], roles: [reporter], relations: [near]}]",
            "unknown relation near",
        ),
        ("grants: [{kind: case, verbs: [view], roles: ['@none'], relations: [own]}]", "no set @none above"),
        ("grants: [{kind: case, roles: [reporter], relations: [own]}]", "verbs is missing"),
        (
            "grants: [{kind: case, verbs: [view], roles: [reporter], relations: [elsewhere]}]",
            "write all instead",
        ),
        ("grunts: []", "unknown grunts"),
        ("grants: [", "is no YAML"),
    ],
)
def test_a_mistake_in_the_file_is_named(text: str, said: str) -> None:
    with pytest.raises(grants.BadPermissions, match=said):
        grants.read(text, roles=ROLES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("post", "body", "relation"),
    [
        ("secretary", "lake_committee", "own"),
        ("secretary", "company", "below"),
        ("secretary", "east_office", "above"),
        ("secretary", "urban", "above"),
        ("secretary", "willow_committee", "elsewhere"),
        ("clerk", "lake_committee", "below"),
        ("clerk", "west_office", "beside"),
        ("clerk", "willow_committee", "beside"),
        ("supervisor", "willow_committee", "below"),
        ("handler", "urban", "own"),
        ("handler", "lake_committee", "elsewhere"),
    ],
)
def test_a_row_stands_in_one_relation_to_a_post(city: cast.City, post: str, body: str, relation: str) -> None:
    assert policy.relation(city.scope(post), city.bodies[body]) == relation


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_lists_and_single_rows_are_judged_alike(city: cast.City, data: st.DataObject) -> None:
    post = data.draw(st.sampled_from(sorted(city.posts)))
    verb = data.draw(
        st.sampled_from(
            ["organization.edit", "organization.view", "organization.appoint", "organization.export"]
        )
    )
    scope = city.scope(post)
    listed = set(policy.filter(Organization.objects.all(), scope, verb).values_list("pk", flat=True))
    judged = {body.pk for body in Organization.objects.all() if policy.allows(scope, verb, body)}
    assert listed == judged


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_every_relation_filters_what_it_names(city: cast.City, data: st.DataObject) -> None:
    scope = city.scope(data.draw(st.sampled_from(sorted(city.posts))))
    name = data.draw(st.sampled_from(["own", "below", "beside", "above"]))
    condition = policy._q(name, "organization", scope.view, scope)
    listed = (
        set()
        if condition is None
        else set(Organization.objects.filter(condition).values_list("pk", flat=True))
    )
    judged = {
        body.pk
        for body in Organization.objects.all()
        if name in policy._relations(scope, body, "organization.view")
    }
    assert listed == judged


@pytest.mark.django_db
def test_nobody_may_do_anything_to_anything(city: cast.City) -> None:
    assert not policy.may(Scope(), "organization.view")
    assert policy.filter(Organization.objects.all(), Scope(), "organization.view").count() == 0
    with pytest.raises(policy.NotYours, match="没有这项权限"):
        policy.require(Scope(), "organization.view", city.bodies["hall"])
