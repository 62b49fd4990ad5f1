"""Targets and outlets of the rooms below: bodies, people, posts, the duty rota."""

from __future__ import annotations


def register() -> None:
    """Makes them known; called once at start."""
    from linli.ledgers import registry
    from linli.ledgers.targets import courtyards, organizations, outlets, people, posts, rota

    for target in (organizations.TARGET, people.TARGET, posts.TARGET, courtyards.TARGET, rota.TARGET):
        registry.register_target(target)
    for outlet in (*outlets.OUTLETS, courtyards.OUTLET, rota.OUTLET):
        registry.register_outlet(outlet)
