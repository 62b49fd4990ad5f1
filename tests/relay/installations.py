"""Two real installations with a folder each; commands by subprocess, forms through HTTP."""

from __future__ import annotations

import contextlib
import http.cookiejar
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.served import ROOT, answers, environment, free_port

#: What the inner installation holds: the office of the tests, with a telephone.
OFFICE = """
from tests import office
from linli.organizations.models import Organization
office.build()
Organization.objects.filter(name="湖光社区居委会").update(phone="0990-1234567")
"""
#: Dispatched, done, passed: the resident's turn.
SETTLE = """
from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import Actor
from linli.organizations.models import Post
from linli.records.time import now
def actor(role):
    post = Post.objects.filter(role=role).order_by("pk").first()
    return Actor(None, post.pk, "page", post.organization_id)
case = Case.objects.get()
body = Post.objects.get(role="dept_handler").organization_id
cases.dispatch_case(case_id=case.pk, body_id=body, reason="路灯由城管局管护", actor=actor("street_clerk"), at=now())
cases.accept(case_id=case.pk, actor=actor("dept_handler"), at=now())
cases.submit_answer(case_id=case.pk, result="solved", text="更换灯泡两只，当晚试亮正常。", actor=actor("dept_handler"), at=now())
cases.review(case_id=case.pk, approve=True, actor=actor("street_clerk"), at=now())
"""
#: What stands inside, as one line.
STATE = """
from linli.cases.models import Case
for case in Case.objects.select_related("contact"):
    print(case.receipt, case.state, case.word, case.contact.phone)
"""


@dataclass
class Installation:
    """One zone."""

    zone: str
    base: Path
    url: str = ""
    process: subprocess.Popen[bytes] | None = None
    env: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        data = self.base / "data"
        data.mkdir(parents=True)
        self.env = environment(data, demo=False) | {
            "LINLI_ZONE": self.zone,
            "LINLI_RELAY": str(self.base / "relay"),
            "LINLI_RELAY_SECRET": str(self.base.parent / "relay.key"),
            "LINLI_PLAIN_STATIC": "1",
            "LINLI_SQLITE_SYNC": "OFF",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }

    def linli(self, *args: str) -> subprocess.CompletedProcess[str]:
        """One command of this installation."""
        return self._python("-m", "linli", *args)

    def run(self, code: str) -> str:
        """What a piece of code prints in this installation."""
        done = self._python("-c", f"import django\ndjango.setup()\n{code}")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def _python(self, *args: str) -> subprocess.CompletedProcess[str]:
        env = self.env | {"DJANGO_SETTINGS_MODULE": "linli.config.settings"}
        return subprocess.run(
            [sys.executable, *args], env=env, cwd=self.base, capture_output=True, text=True, check=False
        )

    def start(self) -> None:
        port = free_port()
        command = [sys.executable, "-m", "linli", "serve", "--no-worker", "--port", str(port)]
        log = (self.base / "serve.log").open("ab")
        self.process = subprocess.Popen(
            command, env=self.env, cwd=self.base, stdout=log, stderr=log, start_new_session=True
        )
        self.url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 90
        while not answers(self.url):
            assert self.process.poll() is None, (self.base / "serve.log").read_text()[-3000:]
            assert time.monotonic() < until
            time.sleep(0.1)

    def stop(self) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=20)


@dataclass
class Pair:
    """Both zones and what carries files between them."""

    outer: Installation
    inner: Installation

    def exchange(self) -> None:
        """Out, carried, in; and back."""
        for here, there in ((self.outer, self.inner), (self.inner, self.outer)):
            sent = here.linli("relay", "out")
            assert sent.returncode == 0, sent.stderr
            inbox = there.base / "relay" / "in"
            inbox.mkdir(parents=True, exist_ok=True)
            for path in (here.base / "relay" / "out").glob("*.json"):
                shutil.move(path, inbox / path.name)
            taken = there.linli("relay", "in")
            assert taken.returncode == 0, taken.stdout + taken.stderr


@contextlib.contextmanager
def two_zones(base: Path) -> Iterator[Pair]:
    """An office inside, nothing outside but what it was told; both serving."""
    pair = Pair(Installation("outer", base / "outer"), Installation("inner", base / "inner"))
    try:
        assert pair.outer.linli("relay", "key", str(base / "relay.key")).returncode == 0
        for one in (pair.outer, pair.inner):
            made = one.linli("prepare")
            assert made.returncode == 0, made.stderr
        pair.inner.run(OFFICE)
        pair.exchange()
        for one in (pair.outer, pair.inner):
            one.start()
        yield pair
    finally:
        pair.outer.stop()
        pair.inner.stop()


class Resident:
    """A browser without scripts."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=20) as answer:
            return str(answer.read().decode())

    def post(self, form: str, action: str, **typed: str) -> tuple[str, str]:
        """The page a form leads to, and its address; the form's hidden parts come from the page ``form``."""
        page = self.get(form)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        sent = urllib.parse.urlencode({**hidden, **typed}).encode()
        with self.opener.open(self.url + action, sent, timeout=20) as answer:
            return answer.read().decode(), str(answer.url).removeprefix(self.url)

    def status(self, path: str) -> int:
        try:
            with self.opener.open(self.url + path, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
