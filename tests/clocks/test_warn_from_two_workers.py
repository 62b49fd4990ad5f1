"""Two workers at once: each warning is noted once, each message sent once."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
from django.db import close_old_connections, connection

from linli.areas.models import Area
from linli.clocks import notices
from linli.clocks import services as clocks
from linli.clocks.models import Address, Delivery, Notice
from linli.clocks.models import Warning as WarningRow
from linli.domain.calendar import SHANGHAI
from linli.domain.clock_templates import TEMPLATES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
START = datetime(2026, 11, 2, 9, tzinfo=SHANGHAI)
MORNING = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI)


def test_four_workers_note_and_send_everything_once(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the test database of SQLite lives in one connection; its writers take turns anyway")
    sent: list[str] = []
    lock = threading.Lock()

    def keep(channel: str, target: str, text: str) -> bool:
        with lock:
            sent.append(target)
        return True

    monkeypatch.setattr(notices, "transport", keep)
    for number in range(40):
        area = Area.objects.create(kind="community")
        Address.objects.create(post_id=number + 1, channel="wecom_robot", target=f"robot://{number}")
        clocks.start(
            subject=area,
            template=TEMPLATES["hotline_ordinary"],
            started_at=START,
            area_id=area.pk,
            keys={},
            post_id=number + 1,
            only=["settle"],
        )
    failures: list[BaseException] = []

    def work() -> None:
        try:
            clocks.tick(MORNING)
        except BaseException as error:
            failures.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    clocks.tick(MORNING)
    assert failures == []
    assert WarningRow.objects.count() == 40 * 4
    assert Notice.objects.count() == 40
    assert Delivery.objects.count() == 40
    assert sorted(sent) == sorted(f"robot://{number}" for number in range(40))
