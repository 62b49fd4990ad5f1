"""From a folder of YAML files to a checked :class:`Library`; mistakes come back as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from linli.definitions import references
from linli.definitions.canonical import plain
from linli.definitions.library import Library
from linli.definitions.problems import Problem
from linli.definitions.reader import MissingError, Reader
from linli.definitions.schema import Mechanism, Pack, Term
from linli.definitions.yamlfile import Document, read

#: The data inside the package.
SHIPPED = Path(__file__).resolve().parent.parent / "library"


@cache
def get_library() -> Library:
    """The shipped library, read once a process."""
    return load(SHIPPED)


def load(root: Path) -> Library:
    """Read ``mechanisms/``, ``packs/`` and ``glossary/`` below a folder and check them against each other."""
    terms, term_documents = _terms(root)
    known = references.Known()
    known.add("term", terms)
    read_mechanisms = [_one(Mechanism, path, root) for path in _files(root / "mechanisms")]
    read_packs = [_one(Pack, path, root) for path in _files(root / "packs")]
    mechanisms = {value.id: value for value, _, _ in read_mechanisms if value is not None}
    for value, _, document in read_mechanisms:
        if value is not None:
            references.learn(known, value, document)
            _named_as_file(value.id, document)
    for value, reader, document in read_mechanisms:
        if value is not None:
            references.check(value, document)
        references.resolve(reader.uses, document, known, _sources(document))
    for _, reader, document in read_packs:
        references.resolve(reader.uses, document, known, {})
    documents = [*term_documents, *(item[2] for item in (*read_mechanisms, *read_packs))]
    return Library(
        mechanisms=mechanisms,
        packs={value.id: value for value, _, _ in read_packs if value is not None},
        terms=terms,
        documents={item[0].id: plain(item[2].data) for item in read_mechanisms if item[0] is not None},
        problems=_all(documents),
    )


def check_mechanism(
    data: Mapping[str, Any], library: Library, file: str = "override"
) -> tuple[Mechanism | None, tuple[Problem, ...]]:
    """Read one mechanism from plain data (a stored definition, an override) by the same rules as a file."""
    document = Document(file=file, data=data)
    reader = Reader(document)
    try:
        mechanism: Mechanism = reader.read(Mechanism, data)
    except MissingError:
        return None, tuple(document.problems)
    others = replace(library, mechanisms={k: v for k, v in library.mechanisms.items() if k != mechanism.id})
    references.check(mechanism, document)
    known = _known(others)
    references.learn(known, mechanism, document)
    references.resolve(reader.uses, document, known, _sources(document))
    return mechanism, tuple(document.problems)


def stored(data: Mapping[str, Any]) -> Mechanism:
    """A mechanism from a stored definition: it was checked when it was stored, so only its form is read."""
    mechanism: Mechanism = Reader(Document(file="definition", data=data)).read(Mechanism, data)
    return mechanism


def _known(library: Library) -> references.Known:
    known = references.Known()
    known.add("term", library.terms)
    for mechanism in library.mechanisms.values():
        references.learn(known, mechanism, Document(file=mechanism.id))
    return known


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _one(kind: type[Any], path: Path, root: Path) -> tuple[Any, Reader, Document]:
    document = read(path, str(path.relative_to(root)))
    reader = Reader(document)
    if document.problems and document.data is None:
        return None, reader, document
    try:
        return reader.read(kind, document.data), reader, document
    except MissingError:
        return None, reader, document


def _terms(root: Path) -> tuple[dict[str, Term], list[Document]]:
    terms: dict[str, Term] = {}
    documents = []
    for path in _files(root / "glossary"):
        document = read(path, str(path.relative_to(root)))
        documents.append(document)
        for index, item in enumerate(document.data or []):
            try:
                term: Term = Reader(document).read(Term, item, f"[{index}]")
            except MissingError:
                continue
            if term.id in terms:
                document.problem("E109", f"[{index}].id", term.id, "once")
            terms[term.id] = term
    for document in documents:
        _confusions(document, terms)
    return terms, documents


def _confusions(document: Document, terms: Mapping[str, Term]) -> None:
    """``not`` names other terms, so that the page can link to them."""
    for index, item in enumerate(document.data or []):
        for other in (item.get("not") or []) if isinstance(item, dict) else []:
            if other not in terms:
                document.problem("E107", f"[{index}].not", other)


def _named_as_file(identity: str, document: Document) -> None:
    stem = Path(document.file).stem
    if stem != identity:
        document.problem("E109", "id", identity, stem)


def _sources(document: Document) -> Mapping[str, Any]:
    data = document.data
    found = data.get("sources") if isinstance(data, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _all(documents: Iterable[Document]) -> tuple[Problem, ...]:
    return tuple(problem for document in documents for problem in document.problems)
