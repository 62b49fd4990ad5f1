"""What the rooms above register here at start: events with sentences, subjects, resolvers, erasers.

A lower room never calls a higher one; it announces an event, and the handlers registered for its
name run in the same transaction. Everything is registered in ``AppConfig.ready``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from linli.domain.access import Scope
from linli.records.errors import Sentence

if TYPE_CHECKING:
    from django.db.models import Model

    from linli.records.models import Attachment, Event

Handler = Callable[["Event", Any], None]
#: ids → label by id; one query for all ids of a page.
Resolver = Callable[[set[Any]], Mapping[Any, str]]
#: Rows to index: id, text, scope tokens.
SearchRow = tuple[int, str, Iterable[str]]


@dataclass(frozen=True)
class EventType:
    """A registered event name: the sentence people read, and where its link leads."""

    name: str
    sentence: Sentence
    #: Placeholder → resolver, where they are not called the same: ``{"to": "body"}``.
    refs: Mapping[str, str] = field(default_factory=dict)
    #: Event → address, if it has a page of its own beside the subject's.
    link: Callable[[Event], str | None] | None = None
    #: Keys of the personal text and their labels, in the order they are shown.
    texts: Mapping[str, Sentence] = field(default_factory=dict)


@dataclass(frozen=True)
class SubjectType:
    """A registered kind of subject."""

    kind: str
    model: type[Model]
    label: Sentence
    url: Callable[[int], str | None] | None = None


@dataclass(frozen=True)
class Eraser:
    """How personal data of one kind goes: which ids are due at an instant, and the act itself.

    ``erase`` clears the kind's own personal columns of one row; bodies, files and the search entry
    of the subject are cleared by records. It must be safe to run twice (restore replays it).
    """

    kind: str
    what: str
    due: Callable[[datetime], Iterable[int]]
    erase: Callable[[int, datetime], None]
    basis: str
    #: Also clear event texts, attachments and the search entry of the subject.
    whole: bool = True


@dataclass(frozen=True)
class TallyType:
    """How deltas of a tally spread over keys, and how the truth is counted again."""

    name: str
    expand: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]]
    rebuild: Callable[[], Iterable[tuple[Mapping[str, Any], int]]] | None = None


_handlers: dict[str, list[Handler]] = {}
_events: dict[str, EventType] = {}
_subjects: dict[str, SubjectType] = {}
_resolvers: dict[str, Resolver] = {}
_erasers: dict[tuple[str, str], Eraser] = {}
_tallies: dict[str, TallyType] = {}
_file_access: dict[str, Callable[[Scope, int, Attachment], bool]] = {}
_search: dict[str, Callable[[list[int]], Iterable[SearchRow]]] = {}


def on(name: str, handler: Handler) -> None:
    """Run ``handler(event, subject)`` in the transaction of every event called ``name``."""
    handlers = _handlers.setdefault(name, [])
    if handler not in handlers:
        handlers.append(handler)


def handlers(name: str) -> list[Handler]:
    """The handlers of an event name, in the order of their registration."""
    return _handlers.get(name, [])


def register_event(
    name: str,
    sentence: Sentence,
    *,
    refs: Mapping[str, str] | None = None,
    link: Callable[[Event], str | None] | None = None,
    texts: Mapping[str, Sentence] | None = None,
) -> None:
    """Give an event name its sentence: ``register_event("case.dispatched", _("派给%(body)s"))``.

    Placeholders are keys of ``data``; those with a resolver (:func:`register_resolver`) show a name.
    """
    _events[name] = EventType(name, sentence, refs or {}, link, texts or {})


def event_type(name: str) -> EventType | None:
    """The registered type of an event name."""
    return _events.get(name)


def event_names() -> list[str]:
    """All registered names, sorted."""
    return sorted(_events)


def register_subject(
    kind: str,
    model: type[Model],
    *,
    label: Sentence,
    url: Callable[[int], str | None] | None = None,
) -> None:
    """Make a kind of subject known: its model, its word, its page."""
    _subjects[kind] = SubjectType(kind, model, label, url)


def subject_type(kind: str) -> SubjectType | None:
    """The registered type of a subject kind."""
    return _subjects.get(kind)


def subject_kinds() -> list[str]:
    """All registered kinds, sorted."""
    return sorted(_subjects)


def register_resolver(name: str, resolver: Resolver) -> None:
    """Tell how ids under a placeholder become names: ``register_resolver("body", names_of_bodies)``."""
    _resolvers[name] = resolver


def resolver(name: str) -> Resolver | None:
    """The resolver of a placeholder."""
    return _resolvers.get(name)


def register_eraser(eraser: Eraser) -> None:
    """Add a duty to the retention job."""
    _erasers[(eraser.kind, eraser.what)] = eraser


def erasers(kind: str | None = None) -> list[Eraser]:
    """The registered erasers, all or of one kind."""
    return [item for key, item in sorted(_erasers.items()) if kind is None or key[0] == kind]


def register_tally(tally: TallyType) -> None:
    """Make a tally known."""
    _tallies[tally.name] = tally


def tally_type(name: str) -> TallyType | None:
    """The registered tally of this name."""
    return _tallies.get(name)


def tally_names() -> list[str]:
    """All registered tallies, sorted."""
    return sorted(_tallies)


def register_file_access(kind: str, allowed: Callable[[Scope, int, Attachment], bool]) -> None:
    """Tell who may read files of a subject kind: ``allowed(scope, subject_id, attachment)``."""
    _file_access[kind] = allowed


def file_access(kind: str) -> Callable[[Scope, int, Attachment], bool] | None:
    """The access function for files of a kind; without one nobody reads them."""
    return _file_access.get(kind)


def register_search(kind: str, rows: Callable[[list[int]], Iterable[SearchRow]]) -> None:
    """Tell how subjects of a kind are indexed: ``rows(ids)`` gives (id, text, scope tokens)."""
    _search[kind] = rows


def search_rows(kind: str) -> Callable[[list[int]], Iterable[SearchRow]] | None:
    """The provider of searchable rows of a kind."""
    return _search.get(kind)
