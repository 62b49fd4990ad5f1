"""Every address of the site stands in permissions.yaml: what is not listed is not allowed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from linli.accounts import policy


def url_names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from url_names(entry, inner)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"the address {entry.pattern} has no name"
            yield f"{namespace}{entry.name}"


NAMES = sorted(set(url_names(get_resolver())))


@pytest.mark.parametrize("name", NAMES)
def test_every_address_has_a_verb(name: str) -> None:
    assert name in policy.url_verbs(), f"add {name} to src/linli/accounts/permissions.yaml"


def test_no_verb_for_an_address_that_is_gone() -> None:
    assert sorted(set(policy.url_verbs()) - set(NAMES)) == []
