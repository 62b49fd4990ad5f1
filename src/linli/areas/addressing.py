"""The addresses of a place: the desk's own page where it exists, else the tree's."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def area_url(area_id: int) -> str | None:
    """The page of a place: the desk's own where it exists, else the tree's."""
    for name in ("desk:place", "areas:branch"):
        try:
            return reverse(name, args=[area_id])
        except NoReverseMatch:
            continue
    return None


def branch_url(area_id: int) -> str:
    """The place in the tree."""
    return reverse("areas:branch", args=[area_id])
