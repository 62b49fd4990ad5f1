"""The English catalogue: ``make messages`` brings it up to date, ``--check`` fails when it is not complete.

Source strings are Chinese (docs/adr/0001). Python files and templates are read with Django's own
``templatize`` and Babel, so that no GNU gettext has to be installed; Babel also writes the ``.mo``.
"""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "linli"
PO = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
sys.path.insert(0, str(ROOT / "src"))

import django  # noqa: E402
from babel.messages.catalog import Catalog  # noqa: E402
from babel.messages.extract import extract  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def collect() -> Catalog:
    """All strings of the package that a person can meet."""
    from django.utils.translation.template import templatize

    catalog = Catalog(locale="en", project="linli", charset="utf-8")
    for file in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        if "migrations" in file.parts or "library" in file.parts:
            continue
        text = file.read_text(encoding="utf-8")
        if file.suffix != ".py":
            if "translate" not in text and "{% trans" not in text and "_(" not in text:
                continue
            text = templatize(text, origin=str(file))
        stream = io.BytesIO(text.encode("utf-8"))
        for _line, message, _comments, context in extract("python", stream, keywords=KEYWORDS):
            if message and (message if isinstance(message, str) else message[0]):
                catalog.add(message, context=context)
    return catalog


def load() -> Catalog:
    """The catalogue as it stands in the repository."""
    if not PO.exists():
        return Catalog(locale="en", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def identity(catalog: Catalog) -> set[tuple[str, str]]:
    """What a catalogue is about, without its translations."""
    return {(str(message.id), str(message.context or "")) for message in catalog if message.id}


def problems(found: Catalog, stored: Catalog) -> list[str]:
    """What is missing, left over, untranslated, or lost a placeholder."""
    wrong = [f"not in the catalogue: {item[0]}" for item in sorted(identity(found) - identity(stored))]
    wrong += [f"no longer used: {item[0]}" for item in sorted(identity(stored) - identity(found))]
    for message in stored:
        if not message.id:
            continue
        text = message.string if isinstance(message.string, str) else " ".join(message.string or ())
        if not text.strip() or message.fuzzy:
            wrong.append(f"not translated: {message.id}")
        source = message.id if isinstance(message.id, str) else " ".join(message.id)
        names = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
        if {m.group() for m in names.finditer(source)} != {m.group() for m in names.finditer(text)} and text:
            wrong.append(f"placeholders differ: {message.id}")
    return wrong


def main() -> int:
    """Writes the catalogue, or (``--check``) says what is wrong with it."""
    django.setup()
    found, stored = collect(), load()
    if "--check" in sys.argv:
        wrong = problems(found, stored)
        print("\n".join(wrong) or "the English catalogue is complete")
        return 1 if wrong else 0
    stored.update(found, no_fuzzy_matching=True)
    stored.obsolete.clear()
    stored.header_comment = "# English catalogue of Linli. Source strings are Chinese."
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, stored, sort_output=True, omit_header=False, include_lineno=False, no_location=True)
    with PO.with_suffix(".mo").open("wb") as file:
        write_mo(file, stored)
    left = [m for m in stored if m.id and not m.string]
    print(f"{len(identity(stored))} messages, {len(left)} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main())
