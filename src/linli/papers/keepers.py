"""Rooms whose papers are written there: the words of such a paper are changed in its room, never beside it.

A bulletin's figures are frozen with its text; a paper edited apart from it would say something else than the edition.
"""

from __future__ import annotations

from django.utils.functional import Promise

from linli.papers.models import Paper
from linli.records import registry
from linli.records.errors import NotAllowed

_SENTENCES: dict[str, str | Promise] = {}


def register(subject_kind: str, sentence: str | Promise) -> None:
    """Papers about this kind of subject are written in its room; ``sentence`` says where to go instead."""
    _SENTENCES[subject_kind] = sentence


def sentence_of(paper: Paper) -> str:
    """Why this paper is not changed here; empty for one that is."""
    return str(_SENTENCES.get(paper.subject_kind, ""))


def url_of(paper: Paper) -> str:
    """The page of what the paper was written from; empty without one."""
    kind = registry.subject_type(paper.subject_kind)
    if paper.subject_kind not in _SENTENCES or paper.subject_id is None or kind is None:
        return ""
    return (kind.url(paper.subject_id) if kind.url else "") or ""


def check(paper: Paper) -> None:
    """Raises NotAllowed for a paper another room keeps."""
    if told := sentence_of(paper):
        raise NotAllowed(told)
