"""Where posts and bodies are told, and what they have read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.clocks.models import Address, Notice
from linli.clocks.queries import own_messages
from linli.domain.access import Scope
from linli.records.tx import verb


@verb()
def set_address(
    *,
    channel: str,
    target: str,
    post_id: int | None = None,
    body_id: int | None = None,
    only_urgent: bool = False,
) -> Address:
    """Tell a post or body through one more channel; an older address of the same channel is put out of use."""
    Address.objects.filter(post_id=post_id, body_id=body_id, channel=channel, active=True).update(
        active=False
    )
    return Address.objects.create(
        post_id=post_id, body_id=body_id, channel=channel, target=target, only_urgent=only_urgent
    )


@verb()
def mark_read(*, scope: Scope, at: datetime, ids: Iterable[int] | None = None) -> int:
    """Messages of the acting post and its bodies are read: these, or all of them; answers how many."""
    rows = own_messages(scope).filter(read_at__isnull=True)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    return Notice.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:5000])).update(read_at=at)
