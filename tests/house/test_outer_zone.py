"""The outer proxy of two zones passes every address of residents and none of staff (docs/howto/production.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
import yaml
from django.urls import URLPattern, URLResolver, get_resolver

PAGE = Path(__file__).resolve().parents[2] / "docs" / "howto" / "production.md"
#: Public, yet of no use outside: the doors of staff, the front door that leads on, the style page, the bare contract.
INSIDE = {
    "accounts:login", "accounts:second", "accounts:outside", "accounts:outside_back", "accounts:enter",
    "desk:today", "ui:style", "ui:style_find", "api:openapi-json", "api:api-root",
}  # fmt: skip


def addresses(resolver: URLResolver, before: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    """(name, path) of every address, parameters filled with something."""
    for part in resolver.url_patterns:
        path = before + str(part.pattern)
        if isinstance(part, URLResolver):
            inner = ":".join(word for word in (space, part.namespace or "") if word)
            yield from addresses(part, path, inner)
        elif isinstance(part, URLPattern) and part.name:
            name = f"{space}:{part.name}" if space else part.name
            yield name, re.sub(r"<[^>]*>", "1", path)


def passed(path: str) -> bool:
    text = PAGE.read_text(encoding="utf-8")
    rules = re.findall(r"location ~ (\S+) \{ proxy_pass", text)
    assert len(rules) == 3
    return any(re.search(rule, path) for rule in rules)


RIGHTS: dict[str, object] = yaml.safe_load(
    resources.files("linli.accounts").joinpath("permissions.yaml").read_text(encoding="utf-8")
)["urls"]
ALL = sorted(set(addresses(get_resolver())))


@pytest.mark.parametrize(("name", "path"), ALL, ids=[name for name, _path in ALL])
def test_residents_addresses_pass_and_no_other(name: str, path: str) -> None:
    wanted = RIGHTS.get(name) == "public" and name not in INSIDE
    assert passed(path) is wanted, path


def test_what_pages_are_made_of_passes_too() -> None:
    assert passed("/static/ui/linli.css")
    assert not passed("/statics/secret")
