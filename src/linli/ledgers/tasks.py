"""Long steps for the worker; each may be run again after a break and goes on where it stopped."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as _
from django_tasks import task

from linli.ledgers.models import Import
from linli.records.collecting import few_collections
from linli.records.errors import LinliError
from linli.records.time import now

log = logging.getLogger(__name__)


@task()
def run_step(step: str, subject_id: int) -> None:
    """Run one long step; a refusal is kept as a sentence on the import, where its page shows it."""
    from linli.ledgers.services.applying import run_apply
    from linli.ledgers.services.checking import run_check
    from linli.ledgers.services.exporting import run_export
    from linli.ledgers.services.staging import run_staging
    from linli.ledgers.services.undoing import run_undo

    at = now()
    try:
        with few_collections():
            if step == "export":
                run_export(export_id=subject_id, at=at)
            elif step == "staging":
                run_staging(import_id=subject_id, at=at)
            else:
                steps = {"check": run_check, "apply": run_apply, "undo": run_undo}
                steps[step](import_id=subject_id, at=at)
    except LinliError as refused:
        log.warning("ledger step %s of %s stopped: %s", step, subject_id, type(refused).__name__)
        if step != "export":
            Import.objects.filter(pk=subject_id).update(trouble=str(refused)[:300])
    except FileNotFoundError:
        Import.objects.filter(pk=subject_id).update(trouble=_("上传的文件已不在，请重新上传。"))


def enqueue(step: str, subject_id: int) -> None:
    """Hand a step to the worker, in the transaction that asks for it."""
    run_step.enqueue(step, subject_id)
