"""The run as a task of the worker: the solver is loaded there and never in the server."""

from __future__ import annotations

from django_tasks import task

from linli.records.time import now


@task()
def match(run_id: int) -> None:
    """Calculate one run; run again after a break it begins anew."""
    from linli.resources.services.matching import run_matching

    run_matching(run_id=run_id, at=now())
