"""The person confirms which column is which; this header is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.ledgers import registry
from linli.ledgers.models import ColumnMapping, Import
from linli.ledgers.services.checking import run_check
from linli.ledgers.services.common import AT_ONCE, lock_in
from linli.records import services as records
from linli.records.errors import LinliError
from linli.records.tx import verb

State = Import.State


def confirm_mapping(*, import_id: int, mapping: Mapping[str, int], actor: Actor, at: datetime) -> Import:
    """Confirm the columns and check all rows; event ``import.mapped``. Remembered for this header.

    Raises ``LinliError`` naming the required columns that are missing or the column chosen twice.
    """
    batch = _store_mapping(import_id=import_id, mapping=dict(mapping), actor=actor, at=at)
    if batch.rows_total <= AT_ONCE:
        return run_check(import_id=import_id, at=at)
    from linli.ledgers.tasks import enqueue

    enqueue("check", import_id)
    return batch


@verb()
def _store_mapping(*, import_id: int, mapping: dict[str, int], actor: Actor, at: datetime) -> Import:
    # From the preview one may go back and correct the columns.
    batch = lock_in(import_id, State.MAPPING, State.PREVIEW)
    _check_mapping(registry.target(batch.target), mapping, len(batch.labels))
    batch.mapping, batch.state, batch.rows_bad = mapping, State.CHECKING, 0
    batch.save(update_fields=["mapping", "state", "rows_bad"])
    ColumnMapping.objects.update_or_create(
        target=batch.target,
        header_digest=batch.header_digest,
        defaults={"mapping": mapping, "confirmed_at": at, "user_id": actor.user_id},
    )
    records.append(subject=batch, name="import.mapped", actor=actor, at=at, data={"columns": len(mapping)})
    return batch


def _check_mapping(target: registry.Target, mapping: Mapping[str, int], width: int) -> None:
    missing = [
        str(column.title) for column in target.columns if column.required and column.key not in mapping
    ]
    if missing:
        raise LinliError(_("请为必填的列选择对应：%(titles)s。") % {"titles": "、".join(missing)})
    keys = {column.key for column in target.columns}
    if not set(mapping) <= keys or not all(0 <= index < width for index in mapping.values()):
        raise LinliError(_("选择的列不在表里，请重新选择。"))
    if len(set(mapping.values())) < len(mapping):
        raise LinliError(_("同一列被选了两次，请检查。"))
