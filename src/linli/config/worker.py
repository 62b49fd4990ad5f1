"""The worker: queued tasks and what is due by the clock, in one process beside the server.

Tasks are taken by django-tasks' own worker (its claim is safe with several workers); the jobs of
``records.schedule`` run in a second thread with a connection of its own.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

from django.db import close_old_connections
from django_tasks_db.management.commands.db_worker import Worker

from linli.records import schedule
from linli.records.time import now

log = logging.getLogger(__name__)


class Ticker(threading.Thread):
    """Runs each scheduled job when its pause is over; a failing job is logged and tried again."""

    def __init__(self) -> None:
        super().__init__(name="ticker", daemon=True)
        self.stopped = threading.Event()
        self._next: dict[str, float] = {}

    def run(self) -> None:
        while not self.stopped.wait(0.5):
            self.once(time.monotonic())

    def once(self, moment: float) -> None:
        """Runs what is due at ``moment`` (monotonic seconds)."""
        for job in schedule.jobs():
            if self._next.get(job.name, 0.0) > moment:
                continue
            self._next[job.name] = moment + job.every
            try:
                job.run(now())
            except Exception:
                log.exception("job %s failed; it runs again in %s s", job.name, job.every)
            finally:
                close_old_connections()


def watch_parent(parent: int) -> None:
    """Ends this process when its supervisor is gone (kill -9 leaves no time to say goodbye)."""
    while True:
        time.sleep(1)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
            return


def run(*, batch: bool = False, child: bool = False) -> int:
    """Works until stopped (``batch``: until nothing is queued, after one round of every job)."""
    if child:
        threading.Thread(target=watch_parent, args=(os.getppid(),), daemon=True).start()
    ticker = Ticker()
    if batch:
        ticker.once(time.monotonic())
    else:
        ticker.start()
    worker = Worker(
        queue_names=["*"],
        interval=0.5,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"linli-{os.getpid()}",
        excluded_queue_names=[],
    )
    if threading.current_thread() is threading.main_thread():
        worker.configure_signals()
    worker.run()
    ticker.stopped.set()
    return 0
