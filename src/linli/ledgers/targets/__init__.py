"""Targets and outlets of the rooms below: bodies, people, posts."""

from __future__ import annotations


def register() -> None:
    """Makes them known; called once at start."""
    from linli.ledgers import registry
    from linli.ledgers.targets import courtyards, organizations, outlets, people, posts

    for target in (organizations.TARGET, people.TARGET, posts.TARGET, courtyards.TARGET):
        registry.register_target(target)
    for outlet in (*outlets.OUTLETS, courtyards.OUTLET):
        registry.register_outlet(outlet)
