"""From the document model to a PDF by typst with open fonts; absent, the page says what to install.

The measures are those of the Word file (GB/T 9704—2012). No word of a document is ever typst markup: every text goes in as
a quoted string.
"""

# ruff: noqa: N818 - named for what happened
from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from linli.papers.document import Document
from linli.papers.pdf.source import source
from linli.records.errors import LinliError

#: What the office installs once on the server.
INSTALL = "pip install 'linli[pdf]'"


class PdfMissing(LinliError):
    """The extra is not installed here."""

    status = 501

    def __init__(self) -> None:
        super().__init__(
            _(
                "这台服务器没有装生成PDF的组件，请管理员执行：%(command)s。Word文件和打印不受影响，也可以在浏览器里打印成PDF。"
            )
            % {"command": INSTALL}
        )


def available() -> bool:
    """Are typst and its fonts installed?"""
    return find_spec("typst") is not None and find_spec("pylopdf_fonts_zh_cn") is not None


@cache
def _compiler() -> tuple[Any, Any]:
    typst = import_module("typst")
    folder = Path(str(import_module("pylopdf_fonts_zh_cn").__file__)).parent
    return typst, typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def render(document: Document) -> bytes:
    """The PDF of ``document``. Raises :class:`PdfMissing` where the extra is not installed."""
    if not available():
        raise PdfMissing()
    typst, fonts = _compiler()
    made: bytes = typst.compile(source(document).encode("utf-8"), format="pdf", font_paths=fonts)
    return made
