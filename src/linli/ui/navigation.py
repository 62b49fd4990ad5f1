"""What stands in the head of every page: rooms register their pages here, so only built pages appear.

Rooms call the functions from ``AppConfig.ready()``. Nothing is decided here about rights: each page brings
its own ``allowed``, and the address itself is guarded by the accounts room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Where = str | Callable[[HttpRequest], str | None]
Allowed = Callable[[HttpRequest], bool]
Count = Callable[[HttpRequest], int | None]
Provider = Callable[[HttpRequest], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Group:
    """One of the seven entries of the staff pages."""

    id: str
    label: Text
    icon: str


@dataclass(frozen=True)
class Page:
    """A page under an entry: its address name (or a function giving the address), label and guard."""

    group: str
    url: Where
    label: Text
    order: int = 50
    allowed: Allowed | None = None
    count: Count | None = None
    #: An address whose pages belong to this one though they do not lie under it.
    also: Where | None = None


#: The entries in the order the offices expect them.
GROUPS = (
    Group("today", _("今日待办"), "checklist"),
    Group("cases", _("诉求办理"), "message"),
    Group("duties", _("责任分工"), "users"),
    Group("meetings", _("会议议事"), "table"),
    Group("ledgers", _("台账项目"), "folder"),
    Group("reports", _("报表通报"), "chart"),
    Group("library", _("工作机制"), "book"),
)
#: The four places of the bar at the bottom of a phone.
BAR = (
    Group("todo", _("待办"), "checklist"),
    Group("register", _("登记"), "plus"),
    Group("place", _("辖区"), "map-pin"),
    Group("me", _("我的"), "user"),
)
#: The five things a resident can do.
PUBLIC = (
    Group("report", _("我要反映"), "message"),
    Group("follow", _("查进度"), "search"),
    Group("wishes", _("微心愿"), "heart"),
    Group("notices", _("公示公告"), "bell"),
    Group("contact", _("联系社区"), "phone"),
)
#: What the right side of the head may be told by other rooms.
SLOTS = ("place", "post", "search", "messages", "me", "login", "help")

_pages: list[Page] = []
_bar: dict[str, Where] = {}
_public: dict[str, Where] = {}
_providers: dict[str, Provider] = {}
_guards: list[Callable[[HttpRequest, str], bool]] = []
_narrowed: dict[str, Callable[[str], bool]] = {}


def register(
    group: str,
    url: Where,
    label: Text,
    *,
    order: int = 50,
    allowed: Allowed | None = None,
    count: Count | None = None,
    also: Where | None = None,
) -> None:
    """Puts a page under one of :data:`GROUPS`; registering the same address again replaces it.

    ``also``: an address whose pages light this entry too, though they do not lie under its own.
    """
    if group not in {entry.id for entry in GROUPS}:
        raise ValueError(f"unknown navigation group {group!r}")
    _pages[:] = [page for page in _pages if (page.group, page.url) != (group, url)]
    _pages.append(Page(group, url, label, order, allowed, count, also))


def register_bar(slot: str, url: Where) -> None:
    """Gives the address behind one of the four places of the phone bar."""
    _known(slot, BAR)
    _bar[slot] = url


def register_public(slot: str, url: Where) -> None:
    """Gives the address behind one of the five entries of the residents' pages."""
    _known(slot, PUBLIC)
    _public[slot] = url


def provide(slot: str, provider: Provider) -> None:
    """Tells the head something: ``{"label", "url", "count", …}``, or None when there is nothing."""
    if slot not in SLOTS:
        raise ValueError(f"unknown slot {slot!r}")
    _providers[slot] = provider


def guard(may_open: Callable[[HttpRequest, str], bool]) -> None:
    """Asks ``may_open(request, address name)`` before any page is shown; the accounts room knows the answer."""
    _guards[:] = [may_open]


def narrow(by: str, answers: Callable[[str], bool]) -> None:
    """Leaves out addresses that this installation does not answer; ``by`` names who says so."""
    _narrowed[by] = answers


def staff_entries(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries this person may open, each with its pages; the one being read is marked."""
    pages = [(page, _address(page.url, request)) for page in sorted(_pages, key=lambda page: page.order)]
    visible = [(page, url) for page, url in pages if url and (page.allowed is None or page.allowed(request))]
    beside = {
        base: url for page, url in visible if url and page.also and (base := _address(page.also, request))
    }
    here, part = _here(request, [url for _page, url in visible if url], beside)
    entries = []
    for group in GROUPS:
        own = [
            {"label": page.label, "url": url, "current": url == here, "count": _count(page, request)}
            for page, url in visible
            if page.group == group.id
        ]
        if own:
            current = part is not None and any(str(page["url"]).partition("?")[0] == part for page in own)
            entries.append(
                {
                    "id": group.id,
                    "label": group.label,
                    "icon": group.icon,
                    "url": own[0]["url"],
                    "current": current,
                    "pages": own,
                }
            )
    return entries


def bar_entries(request: HttpRequest) -> list[dict[str, Any]]:
    """The phone bar of staff: only the places that lead somewhere."""
    return _slots(BAR, _bar, request)


def public_entries(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries of the residents' pages that lead somewhere."""
    return _slots(PUBLIC, _public, request)


def head(request: HttpRequest) -> dict[str, Mapping[str, Any]]:
    """What the rooms have to say on the right side of the head."""
    told = {slot: provider(request) for slot, provider in _providers.items()}
    return {slot: value for slot, value in told.items() if value}


def _known(slot: str, groups: tuple[Group, ...]) -> None:
    if slot not in {entry.id for entry in groups}:
        raise ValueError(f"unknown slot {slot!r}")


def _slots(
    groups: tuple[Group, ...], urls: Mapping[str, Where], request: HttpRequest
) -> list[dict[str, Any]]:
    found = [(group, _address(urls[group.id], request)) for group in groups if group.id in urls]
    here, _part = _here(request, [url for _group, url in found if url])
    return [
        {"id": group.id, "label": group.label, "icon": group.icon, "url": url, "current": url == here}
        for group, url in found
        if url
    ]


def _address(where: Where, request: HttpRequest) -> str | None:
    if callable(where):
        return where(request)
    if where.startswith(("/", "#")):
        return where
    if not all(answers(where) for answers in _narrowed.values()):
        return None
    if not all(may_open(request, where) for may_open in _guards):
        return None
    try:
        return reverse(where)
    except NoReverseMatch:
        return None


def _count(page: Page, request: HttpRequest) -> int | None:
    return page.count(request) if page.count else None


def _here(
    request: HttpRequest, urls: list[str], beside: Mapping[str, str] | None = None
) -> tuple[str | None, str | None]:
    """The address being read, and the part of the site it lies in.

    The longest address the path lies under, the front page only when exactly meant; of several that differ in
    their query, the one whose query is asked now. None for the first when only the part is known.
    ``beside``: further address → the page it belongs to.
    """
    for base, url in (beside or {}).items():
        if request.path.startswith(base):
            return url, url.partition("?")[0]
    fitting = []
    for url in urls:
        base, _mark, query = url.partition("?")
        if request.path == base or (base != "/" and request.path.startswith(base)):
            fitting.append((base, QueryDict(query), url))
    if not fitting:
        return None, None
    part = max((base for base, _query, _url in fitting), key=len)
    asked = [
        (len(query), url)
        for base, query, url in fitting
        if base == part and all(request.GET.getlist(key) == values for key, values in query.lists())
    ]
    return (max(asked)[1] if asked else None), part
