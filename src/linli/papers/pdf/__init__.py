"""Papers as PDF, from the same document as the Word file (extra ``pdf``)."""

from linli.papers.pdf.writer import PdfMissing, available, render

__all__ = ["PdfMissing", "available", "render"]
