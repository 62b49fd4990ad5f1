"""Walking the trees of bodies level by level; trees are a handful of levels deep, never recursive SQL."""

from __future__ import annotations

from datetime import date

from linli.organizations.models import OrgEdge, on_day

#: No office tree is deeper; stops the walk if rows were damaged.
MAX_DEPTH = 30


def parents(body_id: int, *, tree: str, on: date) -> list[int]:
    """The bodies above, nearest first."""
    found: list[int] = []
    here = body_id
    while len(found) < MAX_DEPTH:
        edge = OrgEdge.objects.filter(on_day(on), tree=tree, child_id=here).first()
        if edge is None or edge.parent_id in found:
            return found
        here = edge.parent_id
        found.append(here)
    return found


def below(body_id: int, *, tree: str, on: date) -> list[int]:
    """The body and all below it, level by level (one query a level)."""
    found = [body_id]
    layer = [body_id]
    for _depth in range(MAX_DEPTH):
        rows = OrgEdge.objects.filter(on_day(on), tree=tree, parent_id__in=layer)
        layer = [pk for pk in rows.order_by("child_id").values_list("child_id", flat=True) if pk not in found]
        if not layer:
            return found
        found += layer
    return found


def stands_above(upper_id: int, lower_id: int, *, tree: str, since: date) -> bool:
    """Would ``upper`` be found above ``lower`` on any day from ``since`` on?

    Careful rather than clever: edges that never hold on one day together also count.
    """
    seen = {lower_id}
    layer = {lower_id}
    while layer:
        rows = OrgEdge.objects.filter(tree=tree, child_id__in=layer, valid_to__gt=since)
        layer = set(rows.values_list("parent_id", flat=True)) - seen
        if upper_id in layer:
            return True
        seen |= layer
    return False
