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

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|request_key)" value="([^"]+)"')


class _Stay(urllib.request.HTTPRedirectHandler):
    """The redirect to the receipt is the acknowledgement; following it would time another page."""

    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


def stay_opener(jar: http.cookiejar.CookieJar) -> urllib.request.OpenerDirector:
    """A browser in small that keeps cookies and does not follow redirects."""
    return urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), _Stay())


class Resident:
    """One browser in small."""

    def __init__(self, url: str, path: str = "/w/report/") -> None:
        self.url = f"{url}{path}"
        self.opener = stay_opener(http.cookiejar.CookieJar())
        page = self.opener.open(self.url, timeout=30).read().decode()
        self.hidden = dict(HIDDEN.findall(page))
        self.saved = self.refused = 0

    def send(self, number: int) -> None:
        """One matter with a key of its own; counted by what the server acknowledged."""
        fields = self.hidden | {"request_key": uuid.uuid4().hex}
        if self.url.endswith("/w/report/"):
            fields["place"] = "text:建安小区"
        fields["text"] = f"{number % 30 + 1}号楼路灯第{number}次不亮"
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.url, data, {"Referer": self.url})
        try:
            self.opener.open(request, timeout=30)
            self.refused += 1
        except urllib.error.HTTPError as answer:
            good = answer.code == 302 and "/w/f/" in answer.headers.get("Location", "")
            self.saved, self.refused = self.saved + good, self.refused + (not good)


def rate(url: str, *, seconds: float, clients: int = 4, path: str = "/w/report/") -> tuple[float, int]:
    """Acknowledged cases per second of ``clients`` at once, and how many were refused.

    ``path``: the open form, where the place is typed and searched for, or the form behind a plate.
    """
    residents = [Resident(url, path) for _ in range(clients)]
    residents[0].send(0)
    residents[0].saved = residents[0].refused = 0
    until = time.perf_counter() + seconds

    def work(resident: Resident) -> None:
        number = 0
        while time.perf_counter() < until:
            number += 1
            resident.send(number)

    threads = [threading.Thread(target=work, args=(one,)) for one in residents]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    return sum(one.saved for one in residents) / took, sum(one.refused for one in residents)
