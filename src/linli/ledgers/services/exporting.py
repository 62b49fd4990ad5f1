"""Ledgers out: small ones while the person waits, large ones by the worker, each with its trace."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from linli.accounts.queries import user_names
from linli.domain.access import Actor, AreaRef, Scope
from linli.domain.calendar import SHANGHAI
from linli.ledgers import files, registry
from linli.ledgers.models import Export
from linli.ledgers.services.layouts import shape_for
from linli.ledgers.writing.arranging import arranged, ordered
from linli.ledgers.writing.layout import file_name
from linli.ledgers.writing.xlsx import write_ledger
from linli.records import services as records
from linli.records.errors import LinliError
from linli.records.tx import verb

State = Export.State
#: Ledgers up to this many rows are written while the person waits.
AT_ONCE = 2_000
#: How long a written file is kept: it holds other people's data.
KEEP = timedelta(days=1)


def start_export(
    *, outlet_id: str, params: Mapping[str, str], scope: Scope, actor: Actor, at: datetime
) -> Export:
    """Ask for a ledger; event ``export.asked``, when written ``export.done``. Small ones are done at once."""
    outlet = registry.outlet(outlet_id)
    total = outlet.count(scope, params, at)
    export = _register(outlet_id=outlet_id, params=dict(params), scope=scope, total=total, actor=actor, at=at)
    if total <= AT_ONCE:
        return run_export(export_id=export.pk, at=at)
    from linli.ledgers.tasks import enqueue

    enqueue("export", export.pk)
    return export


@verb()
def _register(
    *, outlet_id: str, params: dict[str, str], scope: Scope, total: int, actor: Actor, at: datetime
) -> Export:
    export = Export(
        outlet=outlet_id,
        params=params,
        scope=scope_to_json(scope),
        rows_total=total,
        user_id=actor.user_id,
        body_id=actor.body_id,
        created_at=at,
    )
    records.append(
        subject=export, name="export.asked", actor=actor, at=at, data={"outlet": outlet_id, "rows": total}
    )
    return export


def run_export(*, export_id: int, at: datetime) -> Export:
    """Write the file of an export, row by row, and tell the progress."""
    export = _set(export_id, at, State.WRITING, (State.WAITING, State.WRITING))
    outlet = registry.outlet(export.outlet)
    scope = scope_from_json(export.scope)
    layout = outlet.layout(scope, export.params, at.astimezone(SHANGHAI).date())
    shape = shape_for(outlet.id, export.body_id)
    rows = outlet.rows(scope, export.params, at)
    if shape is not None:
        layout = arranged(layout, shape)
        rows = ordered(rows, shape.order, shape.order_by or layout.columns[0].key)
    layout = replace(layout, mark=_mark(export))
    path = files.export_path(export_id)
    draft = path.with_suffix(".part")

    def progress(count: int) -> None:
        Export.objects.filter(pk=export_id).update(rows_done=count)

    try:
        with _unmapped():
            write_ledger(draft, layout, rows, progress=progress)
        os.replace(draft, path)
    except (LinliError, OSError):
        draft.unlink(missing_ok=True)
        _set(export_id, at, State.FAILED, (State.WRITING,))
        raise
    return _set(export_id, at, State.DONE, (State.WRITING,), name=file_name(layout))


def _mark(export: Export) -> str:
    """Whoever leaves the paper lying about left his name and the hour on each page (practice C12)."""
    name = user_names([export.user_id]).get(export.user_id, "") if export.user_id else ""
    hour = export.created_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return _("导出：%(name)s %(hour)s") % {"name": name, "hour": hour}


@contextmanager
def _unmapped() -> Iterator[None]:
    """SQLite maps its file into memory, and a ledger that walks all of it would hold all of that as its own."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        mapped = cursor.execute("PRAGMA mmap_size").fetchone()
        cursor.execute("PRAGMA mmap_size=0")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA mmap_size={int(mapped[0]) if mapped else 0}")


@verb()
def _set(export_id: int, at: datetime, state: str, before: tuple[str, ...], name: str = "") -> Export:
    export = records.lock(Export, export_id)
    if export.state not in before:
        raise LinliError(_("这份台账已经生成过，请重新导出。"))
    export.state = state
    if state in (State.DONE, State.FAILED):
        export.finished_at, export.file_name = at, name[:160]
    export.save(update_fields=["state", "finished_at", "file_name"])
    if state in (State.DONE, State.FAILED):
        actor = Actor(user_id=export.user_id, post_id=None, channel="system", body_id=export.body_id)
        event = "export.done" if state == State.DONE else "export.failed"
        records.append(subject=export, name=event, actor=actor, at=at, data={"rows": export.rows_done})
    return export


@verb()
def note_fetch(*, export_id: int, actor: Actor, at: datetime) -> None:
    """Somebody fetched the file; event ``export.fetched``."""
    export = records.lock(Export, export_id)
    records.append(subject=export, name="export.fetched", actor=actor, at=at)


def forget_old_exports(*, at: datetime) -> int:
    """Delete files older than a day; answers how many. The trace of who took them stays."""
    old = Export.objects.filter(state=State.DONE, finished_at__lt=at - KEEP)
    count = 0
    for export_id in list(old.values_list("pk", flat=True)[:500]):
        _expire(export_id, at)
        files.export_path(export_id).unlink(missing_ok=True)
        count += 1
    return count


@verb()
def _expire(export_id: int, at: datetime) -> None:
    export = records.lock(Export, export_id)
    export.state = State.EXPIRED
    export.save(update_fields=["state"])
    actor = Actor(user_id=None, post_id=None, channel="system")
    records.append(subject=export, name="export.expired", actor=actor, at=at)


def scope_to_json(scope: Scope) -> dict[str, Any]:
    """A scope as plain JSON, for a step that runs later."""
    return {
        "view": [[ref.level, ref.area_id] for ref in scope.view],
        "fill": [[ref.level, ref.area_id] for ref in scope.fill],
        "bodies": sorted(scope.bodies),
        "roles": sorted(scope.roles),
        "user_id": scope.user_id,
        "post_id": scope.post_id,
    }


def scope_from_json(plain: Mapping[str, Any]) -> Scope:
    """The scope that :func:`scope_to_json` made."""
    return Scope(
        view=tuple(AreaRef(level, area) for level, area in plain.get("view", ())),
        fill=tuple(AreaRef(level, area) for level, area in plain.get("fill", ())),
        bodies=frozenset(plain.get("bodies", ())),
        roles=frozenset(plain.get("roles", ())),
        user_id=plain.get("user_id"),
        post_id=plain.get("post_id"),
    )
