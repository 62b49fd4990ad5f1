"""The pages of every kind of paper, for docs/reference/papers.md: ``tools/papers.py [--word] [--to FOLDER] [KIND …]``.

From the PDF writer by default; ``--word`` takes the Word file through LibreOffice instead, to look at that one. Words are
invented; pictures are palette PNG of at most 60 KiB.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PIL import Image

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
PAGE = ROOT / "docs" / "reference" / "papers.md"
IMAGES = ROOT / "docs" / "images" / "papers"
MOST = 60 * 1024
DPI = "72"
#: Between two pages, in pixels.
GAP = 6


def picture(pdf: bytes, folder: Path) -> bytes:
    """All pages side by side as a small PNG."""
    for old in folder.glob("one-*.png"):
        old.unlink()
    (folder / "one.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-png", "-r", DPI, "one.pdf", "one"], cwd=folder, check=True)
    pages = [Image.open(file).convert("RGB") for file in sorted(folder.glob("one-*.png"))]
    page = Image.new("RGB", (sum(one.width + GAP for one in pages) - GAP, pages[0].height), "#888888")
    for at, one in enumerate(pages):
        page.paste(one, (at * (one.width + GAP), 0))
    for colours in (64, 32, 16, 8):
        out = io.BytesIO()
        page.quantize(colours, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        if out.tell() <= MOST:
            break
    return out.getvalue()


def by_word(word: bytes, folder: Path) -> bytes:
    """The PDF LibreOffice makes of a Word file."""
    (folder / "one.docx").write_bytes(word)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf", "one.docx"],
        cwd=folder, check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / "one.pdf").read_bytes()


def main() -> int:
    """Make the pictures, and the page that shows them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--word", action="store_true", help="look at the Word file instead of the PDF")
    parser.add_argument("--to", type=Path, default=IMAGES)
    parser.add_argument("kinds", nargs="*")
    given = parser.parse_args()
    if shutil.which("pdftoppm") is None or (given.word and shutil.which("soffice") is None):
        sys.stdout.write(
            "pdftoppm and, for --word, LibreOffice are needed: apt-get install poppler-utils libreoffice-writer\n"
        )
        return 1
    import django

    django.setup()
    from linli.papers import pdf
    from linli.papers.docx import render
    from linli.papers.kinds import KINDS
    from tests.papers.samples import sample

    given.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in given.kinds or KINDS:
            document = replace(sample(kind), demo=True)
            made = by_word(render(document), folder) if given.word else pdf.render(document)
            (given.to / f"{kind}.png").write_bytes(picture(made, folder))
    if given.to == IMAGES:
        PAGE.write_text(page(), "utf-8")
    return 0


def page() -> str:
    """The page of the documentation."""
    from linli.papers.kinds import KINDS, number_words

    lines = [
        "# Papers", "",
        "Every kind of paper this house writes, as the PDF writer prints it (made by `python tools/papers.py`; words invented). The Word",
        "file and the web page come from the same document. What is a 公文 is only drafted here: number, signing and seal are the office",
        "automation's (see [papers](../explanation/papers.md)).", "",
        "| Kind | Form | Numbered | Page |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    for kind in KINDS.values():
        lines.append(
            f"| {kind.title} `{kind.id}` | {kind.form} | {number_words(kind)} | "
            f"[![{kind.title}](../images/papers/{kind.id}.png)](../images/papers/{kind.id}.png) |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
