"""收表汇总: many returned files become one sheet; who is missing and what differs is told, nothing is guessed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.ledgers.errors import FileRefused
from linli.ledgers.models import GatheredFile, Gathering
from linli.ledgers.reading.cells import clean, label_key
from linli.ledgers.reading.limits import limits
from linli.ledgers.reading.matching import Wanted
from linli.ledgers.reading.sheet import OpenSheet
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb

#: Rows of one returned form; a larger file is a ledger and comes in as an import.
MOST_ROWS = 5_000
MOST_FILES = 300
_UNIT = re.compile(r"(?:填报|报送|上报)?单位(?:名称)?(?:[(（]盖章[)）])?\s*[:：]\s*(\S[^\s　:：]*)")
_SERIAL = frozenset({"序号", "编号", "编序"})


@verb()
def start_gathering(
    *, title: str, expected: Sequence[str], due_text: str = "", actor: Actor, at: datetime
) -> Gathering:
    """Begin to gather; event ``gathering.started``. Raises LinliError for a unit named twice."""
    names = [name.strip() for name in expected if name.strip()]
    if len(set(names)) != len(names):
        raise LinliError(_("有单位写了两次。"))
    row = Gathering(
        title=title.strip()[:100] or _("收表汇总"), expected=names, due_text=due_text.strip()[:40],
        user_id=actor.user_id, body_id=actor.body_id, created_at=at,
    )  # fmt: skip
    records.append(subject=row, name="gathering.started", actor=actor, at=at, data={"units": len(names)})
    return row


@verb()
def add_files(
    *, gathering_id: int, files: Sequence[tuple[str, bytes]], actor: Actor, at: datetime
) -> list[GatheredFile]:
    """Take returned files in; event ``gathering.received``. A bad file is kept with its sentence, the others go on.

    The same bytes again change nothing; a second file of a unit takes the place of its first.
    """
    row = records.lock(Gathering, gathering_id)
    if row.state != Gathering.State.OPEN:
        raise NotAllowed(_("这次汇总已经确认，请另开一次。"))
    if row.files.count() + len(files) > MOST_FILES:
        raise LinliError(_("一次最多收%(count)d个文件。") % {"count": MOST_FILES})
    made = [_one(row, name, data, at) for name, data in files]
    row.save(update_fields=["labels"])
    good = sum(not one.refused for one in made)
    records.append(
        subject=row, name="gathering.received", actor=actor, at=at, data={"files": len(made), "good": good}
    )
    return made


def _one(row: Gathering, name: str, data: bytes, at: datetime) -> GatheredFile:
    digest = hashlib.sha256(data).hexdigest()
    same = row.files.filter(digest=digest, replaced=False, refused="").first()
    if same is not None:
        return same
    found = GatheredFile(gathering=row, name=clean(name)[-200:], digest=digest, received_at=at)
    try:
        _read(row, found, name, data)
    except FileRefused as refused:
        found.refused = str(refused)[:300]
    else:
        if found.unit:
            row.files.filter(unit=found.unit, replaced=False).update(replaced=True)
    found.save()
    return found


def _read(row: Gathering, found: GatheredFile, name: str, data: bytes) -> None:
    wanted = tuple(Wanted(str(at), (label,)) for at, label in enumerate(row.labels) if label)
    opened = OpenSheet(name=name, data=data, columns=wanted, limits=limits())
    cells = [list(line.cells) for line in opened.rows()]
    if not cells:
        raise FileRefused.no_rows()
    if len(cells) > MOST_ROWS:
        raise FileRefused("too_many_rows", _("一份表超过%(count)d行。") % {"count": MOST_ROWS})
    if not row.labels:
        row.labels = list(opened.header.labels)
    found.labels, found.rows_total = list(opened.header.labels), len(cells)
    found.unit = unit_of(row.expected, opened.above_header(), name)
    found.cells = _aligned(row.labels, found.labels, cells)
    found.differences = _differences(row.labels, found, opened.told.hidden_rows)


def unit_of(expected: Sequence[str], above: Sequence[str], name: str) -> str:
    """Whose file it is: 单位（盖章）：…, else an expected name in the file's name, else what stands in its brackets."""
    said = next((match[1] for text in above if (match := _UNIT.search(text))), "")
    for text in (said, name, " ".join(above)):
        fits = sorted(
            (unit for unit in expected if unit and (unit in text or (text and text in unit))), key=len
        )
        if text and fits:
            return fits[-1]
    if said:
        return said[:100]
    brackets = re.findall(r"[(（]([^()（）]{2,30})[)）]", name)
    return (brackets[-1] if brackets else name.rsplit(".", 1)[0])[:100]


def _order(labels: Sequence[str], own: Sequence[str]) -> list[int | None]:
    """For each column of the first file the column of this one: by its whole name, else by a lower storey alone."""
    whole = {label_key(label): at for at, label in reversed(list(enumerate(own)))}
    leaves: dict[str, list[int]] = {}
    for at, label in enumerate(own):
        leaves.setdefault(_leaf(label), []).append(at)
    found: list[int | None] = []
    for label in labels:
        exact = whole.get(label_key(label))
        same = leaves.get(_leaf(label), [])
        # 基本情况·户数 and 户数 are one column as long as nothing else is called so.
        alone = len(same) == 1 and sum(_leaf(other) == _leaf(label) for other in labels) == 1
        found.append(exact if exact is not None else same[0] if alone else None)
    return found


def _leaf(label: str) -> str:
    return label_key(label.rsplit("·", 1)[-1])


def _aligned(labels: Sequence[str], own: Sequence[str], cells: list[list[str]]) -> list[list[str]]:
    """The rows with their columns in the order of the first file, by equal names."""
    order = _order(labels, own)
    return [[line[at] if at is not None and at < len(line) else "" for at in order] for line in cells]


def _differences(labels: Sequence[str], found: GatheredFile, hidden: int) -> list[str]:
    order, said = _order(labels, found.labels), []
    if missing := [label for label, at in zip(labels, order, strict=True) if label and at is None]:
        said.append(_("缺列：%(names)s") % {"names": "、".join(missing[:6])})
    if extra := [label for at, label in enumerate(found.labels) if label and at not in order]:
        said.append(_("多列：%(names)s（未汇入）") % {"names": "、".join(extra[:6])})
    if hidden:
        said.append(_("有%(count)d行隐藏，已一并汇入") % {"count": hidden})
    return said


def numeric_columns(row: Gathering, files: Sequence[GatheredFile]) -> list[bool]:
    """Columns that are numbers in at least nine of ten filled cells."""
    found = []
    for at, label in enumerate(row.labels):
        filled = [line[at] for one in files for line in one.cells if at < len(line) and line[at]]
        numbers = sum(number(text) is not None for text in filled)
        # A serial number is no amount, and a telephone number begins with a zero or is long.
        plain = label_key(label) not in _SERIAL and not any(
            re.fullmatch(r"0\d+|\d{11,}", text) for text in filled
        )
        found.append(bool(filled) and plain and numbers * 10 >= len(filled) * 9)
    return found


def number(text: str) -> int | float | None:
    """A cell as a number, thousands commas allowed; None for anything else."""
    plain = text.replace(",", "")
    if re.fullmatch(r"-?\d{1,15}", plain):
        return int(plain)
    return float(plain) if re.fullmatch(r"-?\d{1,13}\.\d{1,10}", plain) else None


def odd_cells(row: Gathering, files: Sequence[GatheredFile]) -> list[tuple[GatheredFile, str]]:
    """Text where numbers stand: named with unit, line and column, so that one can ask."""
    kinds, found = numeric_columns(row, files), []
    for one in files:
        for line_number, line in enumerate(one.cells, start=1):
            for at, is_number in enumerate(kinds):
                if is_number and at < len(line) and line[at] and number(line[at]) is None:
                    found.append(
                        (one, _("第%(line)d条“%(column)s”写的是“%(text)s”，不是数字")
                         % {"line": line_number, "column": row.labels[at], "text": line[at][:20]})
                    )  # fmt: skip
    return found


@verb()
def finish_gathering(*, gathering_id: int, actor: Actor, at: datetime) -> Gathering:
    """Confirm the merged sheet; event ``gathering.finished``. Raises NotAllowed when nothing came in."""
    row = records.lock(Gathering, gathering_id)
    good = row.files.filter(replaced=False, refused="").count()
    if not good:
        raise NotAllowed(_("还没有收到能汇总的表。"))
    if row.state == Gathering.State.OPEN:
        row.state = Gathering.State.DONE
        row.save(update_fields=["state"])
        records.append(subject=row, name="gathering.finished", actor=actor, at=at, data={"files": good})
    return row


def in_order(row: Gathering, files: Sequence[GatheredFile]) -> list[GatheredFile]:
    """Files in the order of the units asked, then as they came."""
    places: Mapping[str, int] = {name: at for at, name in enumerate(row.expected)}
    return sorted(files, key=lambda one: (places.get(one.unit, len(places)), one.pk))


def merged_rows(row: Gathering, files: Sequence[GatheredFile]) -> Iterator[dict[str, Any]]:
    """All records in the fixed order of the units; a number is a number, a blank stays blank."""
    kinds = numeric_columns(row, files)
    for one in in_order(row, files):
        for line in one.cells:
            cells: dict[str, Any] = {"unit": one.unit}
            for at, text in enumerate(line):
                value = number(text) if at < len(kinds) and kinds[at] else None
                cells[f"c{at}"] = text if value is None else value
            yield cells
