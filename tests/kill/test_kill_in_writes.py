"""kill -9 in the middle of writes: a case that was acknowledged is there afterwards, every time.

The client is a resident's browser in small: it asks for the form, posts it, and believes only the receipt.
"""

from __future__ import annotations

import contextlib
import http.cookiejar
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.served import Served, small_demo, start, stop

pytestmark = [pytest.mark.kill, pytest.mark.xdist_group("kill")]

RECEIPT = re.compile(r"/w/f/([A-Z0-9-]+)/")


class Resident:
    """One person with a browser: cookies, the form's hidden fields, and the receipts got."""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self.receipts: list[str] = []

    def report(self, text: str) -> str:
        """Posts one matter and returns the receipt the server acknowledged."""
        page = self.opener.open(f"{self.url}/w/report/", timeout=10).read().decode()
        fields = dict(re.findall(r'name="(csrfmiddlewaretoken|request_key)" value="([^"]+)"', page))
        fields |= {"text": text, "place": "text:建安小区"}
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(f"{self.url}/w/report/", data, {"Referer": self.url})
        answer = self.opener.open(request, timeout=10)
        found = RECEIPT.search(answer.geturl())
        assert found, answer.geturl()
        self.receipts.append(found.group(1))
        return found.group(1)


def write_until_killed(served: Served, after: float) -> list[str]:
    """Four residents write; the server is killed after some seconds; what was acknowledged comes back."""
    residents = [Resident(served.url) for _ in range(4)]
    gone = threading.Event()

    def keep_writing(resident: Resident, number: int) -> None:
        count = 0
        while not gone.is_set():
            with contextlib.suppress(OSError, urllib.error.URLError, ConnectionError):
                count += 1
                resident.report(f"{number}号楼下水管第{count}次反水，快来看看")

    threads = [
        threading.Thread(target=keep_writing, args=(resident, number), daemon=True)
        for number, resident in enumerate(residents)
    ]
    for thread in threads:
        thread.start()
    time.sleep(after)
    served.kill_all()
    gone.set()
    for thread in threads:
        thread.join(timeout=15)
    return [receipt for resident in residents for receipt in resident.receipts]


def missing(served: Served, receipts: list[str]) -> list[str]:
    """Receipts whose page no longer answers."""
    lost = []
    for receipt in receipts:
        try:
            urllib.request.urlopen(f"{served.url}/w/f/{receipt}/", timeout=10)
        except urllib.error.HTTPError:
            lost.append(receipt)
    return lost


def one_round(data: Path, after: float) -> int:
    """Starts, writes, kills, starts again, looks for every acknowledged case; how many there were."""
    served = start(data)
    receipts = write_until_killed(served, after)
    again = start(data)
    try:
        assert missing(again, receipts) == []
        verified = again.linli("verify", "--json")
        assert verified.returncode == 0, verified.stdout + verified.stderr
    finally:
        stop(again)
    return len(receipts)


@pytest.fixture(scope="module")
def site_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("kill")
    with small_demo(data):
        pass
    return data


def test_no_acknowledged_case_is_lost_in_one_round(site_data: Path) -> None:
    assert one_round(site_data, 2.0) > 5


@pytest.mark.slow
def test_no_acknowledged_case_is_lost_in_twenty_rounds(site_data: Path) -> None:
    written = sum(one_round(site_data, 0.7 + 0.13 * number) for number in range(20))
    assert written > 100
