"""Lay a dated value of a city's own over a shipped one."""

from __future__ import annotations

import copy
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.definitions import canonical, check_mechanism, get_library
from linli.domain.access import Actor
from linli.mechanisms import layers
from linli.mechanisms.errors import AdoptionRefusedError, BadDefinitionError
from linli.mechanisms.models import EVERYWHERE, Override
from linli.mechanisms.services.syncing import SyncReport, sync
from linli.records.tx import verb


@verb()
def override(
    *,
    mechanism: str,
    path: str,
    value: Any,
    from_: date,
    basis: str,
    actor: Actor,
    at: datetime,
    area_id: int = EVERYWHERE,
) -> SyncReport:
    """From a day on, a value is another one here: ``clocks[clock_13710].steps[settle].span``.

    Checked by the schema of the files; stored with its basis, and the definitions that follow from it are stored
    (``definition.stored``). Open records keep the definition they began under. Raises
    :class:`AdoptionRefusedError` without basis or for a path that leads nowhere, :class:`BadDefinitionError` for a
    value the schema refuses.
    """
    if not basis.strip():
        raise AdoptionRefusedError(_("请填写本地规定的依据。"))
    library = get_library()
    if mechanism not in library.documents:
        raise AdoptionRefusedError(_("没有这项机制：%(name)s") % {"name": mechanism})
    entry = {"from": from_.isoformat(), "value": canonical.plain(value)}
    _check(mechanism, path, entry, basis)
    Override.objects.create(
        mechanism=mechanism,
        area_id=area_id,
        path=path,
        entry=entry,
        basis=basis.strip(),
        post_id=actor.post_id,
        created_at=at,
    )
    return sync(actor=actor, at=at)


def _check(mechanism: str, path: str, entry: dict[str, Any], basis: str) -> None:
    library = get_library()
    document = copy.deepcopy(dict(library.documents[mechanism]))
    try:
        layers.lay_over(document, path, entry, basis)
    except LookupError as error:
        raise AdoptionRefusedError(
            _("没有可以另定的这一项：%(path)s（找不到%(part)s）") % {"path": path, "part": str(error)}
        ) from error
    _mechanism, problems = check_mechanism(document, library, file=mechanism)
    if problems:
        raise BadDefinitionError(problems)
