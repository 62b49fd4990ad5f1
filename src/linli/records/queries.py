"""Reading what is remembered: history in sentences, tallies, spans as of an instant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.records import registry, tallies
from linli.records.errors import Sentence
from linli.records.models import Attachment, Checkpoint, Event, Span, Verification

#: Longest history read at once; older lines are reached by ``before``.
PAGE = 200


@dataclass(frozen=True)
class Line:
    """One line of a history as people read it."""

    seq: int
    name: str
    at: datetime
    recorded_at: datetime
    sentence: str
    who: str
    channel: str
    url: str | None
    #: (label, text) pairs of the personal text; empty when there is none, it was erased or is not shown.
    texts: tuple[tuple[str, str], ...]
    erased: bool
    event: Event

    @property
    def text(self) -> str:
        """The sentence, under the name the timeline component reads."""
        return self.sentence

    @property
    def detail(self) -> str:
        """The personal text, a line per label; says so when it was erased."""
        if self.erased:
            return _("（文字内容已按规定删除）")
        return "\n".join("：".join(pair) if pair[0] else pair[1] for pair in self.texts)

    @property
    def late(self) -> bool:
        """True when it was recorded on another day than it happened (import, paper entry)."""
        return abs((self.recorded_at - self.at).total_seconds()) > 86_400


def history(
    kind: str, subject_id: int, *, before: int | None = None, limit: int = PAGE, with_texts: bool = True
) -> list[Line]:
    """The newest ``limit`` lines of a subject's history, newest first; ``before`` is a seq to page by.

    ``with_texts=False`` for readers who may see that something happened but not what was written.
    Two queries, and one per kind of name in the sentences.
    """
    events = Event.objects.filter(kind=kind, subject_id=subject_id).select_related("body")
    if before is not None:
        events = events.filter(seq__lt=before)
    return lines(events.order_by("-seq")[:limit], with_texts=with_texts)


def lines(events: Iterable[Event], *, with_texts: bool = True) -> list[Line]:
    """Events of any streams as people read them, in the order given (select ``body`` with them)."""
    rows = list(events)
    names = _Names(rows)
    return [_line(event, names, with_texts) for event in rows]


def texts_of(event: Event) -> dict[str, Any]:
    """The personal text of one event as it was given; empty when there is none or it was erased."""
    body = getattr(event, "body", None)
    if body is None or body.erased_at is not None or not body.text:
        return {}
    found: dict[str, Any] = json.loads(body.text)
    return found


def _line(event: Event, names: _Names, with_texts: bool) -> Line:
    kind = registry.event_type(event.name)
    body = getattr(event, "body", None)
    return Line(
        seq=event.seq,
        name=event.name,
        at=event.at,
        recorded_at=event.recorded_at,
        sentence=names.sentence(event),
        who=names.who(event),
        channel=event.channel,
        url=kind.link(event) if kind and kind.link else None,
        texts=_labelled(event, kind.texts if kind else {}) if with_texts else (),
        erased=bool(body and body.erased_at),
        event=event,
    )


def _labelled(event: Event, labels: Mapping[str, Sentence]) -> tuple[tuple[str, str], ...]:
    order = list(labels)
    texts = texts_of(event)
    keys = sorted(texts, key=lambda key: (order.index(key) if key in order else len(order), key))
    return tuple((str(labels.get(key, "")), _flat(texts[key])) for key in keys if texts[key])


def _flat(value: object) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{key}：{_flat(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_flat(item) for item in value)
    return str(value)


class _Names:
    """Names of everything the sentences of one page mention; one query per resolver."""

    def __init__(self, events: Iterable[Event]) -> None:
        wanted: dict[str, set[Any]] = {}
        for event in events:
            for column, value in (("user", event.user_id), ("post", event.post_id), ("body", event.body_id)):
                if value is not None:
                    wanted.setdefault(column, set()).add(value)
            for key, value in event.data.items():
                values = value if isinstance(value, list) else [value]
                wanted.setdefault(self._resolver_name(event, key), set()).update(
                    item for item in values if isinstance(item, int | str)
                )
        self.found: dict[str, Mapping[Any, str]] = {}
        for name, ids in wanted.items():
            resolver = registry.resolver(name)
            if resolver is not None and ids:
                self.found[name] = resolver(ids)

    @staticmethod
    def _resolver_name(event: Event, key: str) -> str:
        kind = registry.event_type(event.name)
        return kind.refs.get(key, key) if kind else key

    def label(self, event: Event, key: str, value: object) -> str:
        """The name behind one value of ``data``."""
        if value is None or value == "":
            return "—"
        if isinstance(value, list):
            return "、".join(self.label(event, key, item) for item in value) or "—"
        names = self.found.get(self._resolver_name(event, key), {})
        return str(names.get(value, value)) if isinstance(value, int | str) else str(value)

    def sentence(self, event: Event) -> str:
        """The registered sentence with names filled in; never a raw code name."""
        kind = registry.event_type(event.name)
        if kind is None:
            return _("有一项记录（旧版本）")
        values = _Blank({key: self.label(event, key, value) for key, value in event.data.items()})
        text = str(kind.sentence)
        return text % values if "%(" in text else text

    def who(self, event: Event) -> str:
        """Who did it, as far as it may be named: body and post, else the way it came in."""
        parts = [
            str(self.found.get(column, {}).get(value, ""))
            for column, value in (("body", event.body_id), ("post", event.post_id), ("user", event.user_id))
            if value is not None
        ]
        named = " ".join(part for part in parts if part)
        return named or channel_label(event.channel)


class _Blank(dict[str, str]):
    """A placeholder without a value shows a dash instead of breaking the page."""

    def __missing__(self, key: str) -> str:
        return "—"


def channel_label(channel: str) -> str:
    """The word for the way something came in."""
    labels = {
        "public": _("居民"),
        "system": _("系统自动"),
        "import": _("批量导入"),
        "api": _("系统对接"),
        "command": _("系统管理员"),
        "demo": _("演示数据"),
        "paper": _("纸质补录"),
    }
    return labels.get(channel, _("工作人员"))


def tally(name: str, **keys: Any) -> int:
    """What a tally shows under exactly these keys: folded plus unfolded; one query."""
    return tallies.read(name, [keys])[0]


def tally_many(name: str, keys: list[Mapping[str, Any]]) -> list[int]:
    """The same for many keys at once, in their order; one query."""
    return tallies.read(name, keys)


def value_at(kind: str, subject_id: int, field: str, at: datetime) -> str | None:
    """The value a field of a subject had at an instant, None before its first span."""
    found = (
        Span.objects.filter(
            kind=kind, subject_id=subject_id, field=field, valid_from__lte=at, valid_to__gt=at
        )
        .order_by("-valid_from", "-pk")
        .values_list("value", flat=True)
    )
    return found.first()


def attachments(kind: str, subject_id: int, *, published_only: bool = False) -> list[Attachment]:
    """The files of a subject that stand (not withdrawn, not erased), in the order they came."""
    rows = Attachment.objects.filter(
        subject_kind=kind, subject_id=subject_id, withdrawn_at=None, erased_at=None
    )
    if published_only:
        rows = rows.filter(published=True)
    return list(rows.order_by("pk"))


def last_checkpoints() -> list[Checkpoint]:
    """The ten newest checkpoints, newest first."""
    return list(Checkpoint.objects.order_by("-pk")[:10])


def problems_of(run: Verification | None) -> list[dict[str, Any]]:
    """The findings of a check with the word and the page of each subject."""
    found = []
    for item in run.report.get("problems", []) if run and isinstance(run.report, dict) else []:
        kind = registry.subject_type(item["kind"])
        url = kind.url(item["subject_id"]) if kind and kind.url else None
        found.append({**item, "label": kind.label if kind else item["kind"], "url": url})
    return found
