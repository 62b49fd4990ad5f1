"""Word files in the layout of GB/T 9704—2012, and the simpler form of working papers."""

from __future__ import annotations

from linli.papers.document import Document

__all__ = ["render"]


def render(document: Document) -> bytes:
    """The Word file of a paper.

    The library that writes it is loaded with the first paper: a worker that writes none holds 8 MB less.
    """
    from linli.papers.docx.writer import render as write

    return write(document)
