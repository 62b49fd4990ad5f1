"""The public form through a real server: residents who ask for the form once and then send it again and again."""

from __future__ import annotations

import http.cookiejar
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Sequence

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|request_key)" value="([^"]+)"')


class _Stay(urllib.request.HTTPRedirectHandler):
    """The redirect to the receipt is the acknowledgement; following it would time another page."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


class Browser:
    """One browser in small: keeps cookies, sends a form again and again, counts what was acknowledged."""

    #: In the address a good answer leads to.
    receipt = ""

    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar, _Stay())
        page = self.opener.open(self.url, timeout=30).read().decode()
        self.hidden = dict(HIDDEN.findall(page))
        self.saved = self.refused = 0

    def fields(self, number: int) -> dict[str, str]:
        """What is filled in beside the hidden fields."""
        raise NotImplementedError

    def send(self, number: int) -> None:
        """One sending; counted by where the server sends the browser on to."""
        data = urllib.parse.urlencode(self.hidden | self.fields(number)).encode()
        request = urllib.request.Request(self.url, data, {"Referer": self.url})
        try:
            self.opener.open(request, timeout=60)
            self.refused += 1
        except urllib.error.HTTPError as answer:
            good = answer.code == 302 and self.receipt in answer.headers.get("Location", "")
            self.saved, self.refused = self.saved + good, self.refused + (not good)


class Resident(Browser):
    """Sends one matter each time, with a key of its own."""

    receipt = "/w/f/"

    def __init__(self, url: str, path: str = "/w/report/") -> None:
        super().__init__(f"{url}{path}")

    def fields(self, number: int) -> dict[str, str]:
        found = {"request_key": uuid.uuid4().hex, "text": f"{number % 30 + 1}号楼路灯第{number}次不亮"}
        return found | ({"place": "text:建安小区"} if self.url.endswith("/w/report/") else {})


def rate(url: str, *, seconds: float, clients: int = 4, path: str = "/w/report/") -> tuple[float, int]:
    """Acknowledged cases per second of ``clients`` at once, and how many were refused.

    ``path``: the open form, where the place is typed and searched for, or the form behind a plate.
    """
    return together([Resident(url, path) for _ in range(clients)], seconds)


def together(browsers: Sequence[Browser], seconds: float) -> tuple[float, int]:
    """All send at once for so long, after one that warms up; acknowledged a second, and refused."""
    browsers[0].send(0)
    browsers[0].saved = browsers[0].refused = 0
    until = time.perf_counter() + seconds

    def work(browser: Browser) -> None:
        number = 0
        while time.perf_counter() < until:
            number += 1
            browser.send(number)

    threads = [threading.Thread(target=work, args=(one,)) for one in browsers]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    return sum(one.saved for one in browsers) / took, sum(one.refused for one in browsers)
