"""Fifty people at once, with the pauses people make: residents who report and look, staff who read and act.

What is asserted is what was promised to each of them: no page fails, every receipt leads back to its matter, nobody's
word is lost between two hands, and the records verify afterwards. Times are printed, never asserted.
"""

from __future__ import annotations

import http.cookiejar
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.served import Served, small_demo

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fifty")]

RESIDENTS, STAFF, SECONDS = 30, 20, 40
POSTS = ("demo-secretary", "demo-clerk", "demo-worker", "demo-handler", "demo-property")
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|request_key|version)" value="([^"]*)"')
RECEIPT = re.compile(r"/w/f/([A-Z0-9-]+)/")


class Person(threading.Thread):
    """One browser with a pause between clicks."""

    def __init__(self, served: Served, number: int, until: float) -> None:
        super().__init__(daemon=True)
        self.url, self.number, self.until = served.url, number, until
        self.dice = random.Random(number)
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.times: list[float] = []
        self.wrong: list[str] = []
        self.receipts: list[str] = []

    def open(self, path: str, fields: dict[str, str] | None = None) -> tuple[str, str]:
        """(address reached, text); anything but an answer or a sentence of refusal is wrong."""
        data = urllib.parse.urlencode(fields).encode() if fields is not None else None
        request = urllib.request.Request(self.url + path, data, {"Referer": self.url + path})
        began = time.perf_counter()
        try:
            answer = self.opener.open(request, timeout=30)
            return answer.geturl(), answer.read().decode()
        except urllib.error.HTTPError as error:
            # 403, 409 and 422 are answers: somebody else was faster, and a sentence says so.
            if error.code not in {403, 409, 422}:
                self.wrong.append(f"{error.code} {path}")
            return path, error.read().decode()
        except OSError as error:
            self.wrong.append(f"{error!r} {path}")
            return path, ""
        finally:
            self.times.append(time.perf_counter() - began)

    def think(self) -> None:
        time.sleep(self.dice.uniform(0.5, 2.0))

    def run(self) -> None:
        self.enter()
        while time.monotonic() < self.until:
            self.turn()
            self.think()

    def enter(self) -> None: ...

    def turn(self) -> None: ...


class Resident(Person):
    """Reports, then looks what became of it."""

    def turn(self) -> None:
        _url, page = self.open("/w/report/")
        hidden = dict(HIDDEN.findall(page))
        self.think()
        text = f"{self.number}号楼第{len(self.receipts) + 1}次停水，到底啥时候来"
        url, _page = self.open("/w/report/", hidden | {"text": text, "place": "text:建安小区"})
        found = RECEIPT.search(url)
        if found is None:
            self.wrong.append(f"no receipt: {url}")
            return
        self.receipts.append(found.group(1))
        self.think()
        _url, page = self.open(f"/w/f/{found.group(1)}/")
        if "停水" not in page:
            self.wrong.append("the word is not on the page of the receipt")


class Staff(Person):
    """Reads Today and a list, opens a case, presses its big button where it needs no words."""

    def enter(self) -> None:
        _url, page = self.open("/accounts/enter/")
        hidden = dict(HIDDEN.findall(page))
        self.open("/accounts/enter/", hidden | {"user": POSTS[self.number % len(POSTS)]})

    def turn(self) -> None:
        self.open(self.dice.choice(("/", "/cases/", "/cases/?stage=work")))
        self.think()
        _url, page = self.open("/cases/")
        codes = re.findall(r'href="/cases/(2[0-9]{3}-[0-9A-Z]+)/"', page)
        if not codes:
            return
        code = self.dice.choice(codes[:12])
        self.think()
        _url, page = self.open(f"/cases/{code}/")
        self.open(f"/cases/{code}/late/")
        if f"/cases/{code}/do/accept/" in page:
            self.open(f"/cases/{code}/do/accept/", dict(HIDDEN.findall(page)))
        elif self.dice.random() < 0.4:
            _url, form = self.open(f"/cases/{code}/do/note/")
            self.open(
                f"/cases/{code}/do/note/", dict(HIDDEN.findall(form)) | {"text": "已电话核实，明天再去。"}
            )


def test_fifty_people_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with small_demo(tmp_path) as served:
        until = time.monotonic() + SECONDS
        people: list[Person] = [Resident(served, number, until) for number in range(RESIDENTS)]
        people += [Staff(served, number, until) for number in range(STAFF)]
        for person in people:
            person.start()
        for person in people:
            person.join(timeout=SECONDS + 60)
        assert not any(person.is_alive() for person in people), "somebody never got an answer"
        receipts = [receipt for person in people for receipt in person.receipts]
        lost = [receipt for receipt in receipts if _gone(served, receipt)]
        verified = served.linli("verify")
    wrong = [line for person in people for line in person.wrong]
    times = sorted(seconds for person in people for seconds in person.times)
    with capsys.disabled():
        print(f"\n50 people: {len(times)} pages, {len(receipts)} matters, median {times[len(times) // 2]:.2f} s,"
              f" 95 % {times[int(len(times) * 0.95)]:.2f} s")  # fmt: skip
    assert wrong == []
    assert len(receipts) >= RESIDENTS
    assert len(set(receipts)) == len(receipts)
    assert lost == []
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _gone(served: Served, receipt: str) -> bool:
    try:
        return bool(urllib.request.urlopen(f"{served.url}/w/f/{receipt}/", timeout=20).status != 200)
    except urllib.error.URLError:
        return True
