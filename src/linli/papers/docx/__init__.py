"""Word files in the layout of GB/T 9704—2012, and the simpler form of working papers."""

from linli.papers.docx.writer import render

__all__ = ["render"]
