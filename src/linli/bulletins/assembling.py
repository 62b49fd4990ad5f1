"""From lines with bound figures to the document of a paper, and to pieces a page can link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from linli.bulletins.models import Bulletin
from linli.definitions.bulletins import Bulletin as Template
from linli.domain import binding
from linli.papers.charts import draw
from linli.papers.document import Block, Chart, Document, Heading, Paragraph, Table
from linli.papers.kinds import KINDS
from linli.papers.services.building import head_of
from linli.papers.texts import to_blocks


def printed_lines(lines: Sequence[str], figures: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The lines as read; a figure nobody knows any more prints as a dash."""
    printed = {name: str(held["printed"]) for name, held in figures.items()}
    return [binding.fill(line, _Dashed(printed)) for line in lines]


class _Dashed(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "—"


def blocks(
    lines: Sequence[str], figures: Mapping[str, Mapping[str, Any]], tables: Mapping[str, Mapping[str, Any]],
    charts: Mapping[str, str] | None = None,
) -> tuple[Block, ...]:  # fmt: skip
    """Blocks of the text; a line that is one table's name becomes the table."""
    found: list[Block] = []
    for line in lines:
        name = line.strip().removeprefix("{").removesuffix("}")
        if line.strip() == f"{{{name}}}" and name in tables and not figures.get(name, {}).get("printed"):
            held = tables[name]
            rows = tuple(tuple(cells) for _key, cells in held["rows"])
            found.append(Table(tuple(held["columns"]), rows, caption=str(figures[name]["label"])))
            if (
                charts
                and charts.get(name) == "bars"
                and (chart := chart_of(held, str(figures[name]["label"])))
            ):
                found.append(chart)
            if held.get("note"):
                found.append(Paragraph(f"注：{held['note']}"))
            continue
        found.extend(to_blocks(printed_lines([line], figures)[0]))
    return tuple(found)


def charts_of(template: Template) -> dict[str, str]:
    """Table → how it is drawn."""
    return {table.id: table.chart for table in template.tables}


def _name_and_number(held: Mapping[str, Any]) -> tuple[int, int]:
    """Where a table has the unit and its first figure; a ranking has the place before them."""
    at = 1 if held["columns"][0] == "名次" else 0
    return at, at + 1


def _drawn(held: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The rows a drawing shows: all but the total."""
    name, number = _name_and_number(held)
    return [(key, cells) for key, cells in held["rows"] if cells[name] != "合计" and number < len(cells)]


def chart_of(held: Mapping[str, Any], label: str) -> Chart | None:
    """Bars of a table's first figure; None for a table without one."""
    name, number = _name_and_number(held)
    rows = _drawn(held)
    if number >= len(held["columns"]) or not rows:
        return None
    series = (str(held["columns"][number]), tuple(_number(cells[number]) for _key, cells in rows))
    return Chart("bars", label, tuple(str(cells[name]) for _key, cells in rows), (series,))


def _number(text: str) -> str:
    """The digits of a printed cell; drawing needs no more."""
    kept = "".join(char for char in text if char.isdigit() or char == ".")
    return kept or "0"


#: Behind the title of a correcting edition.
CORRECTED = "（更正）"


def document(bulletin: Bulletin, template: Template, *, number: int = 1) -> Document:
    """The paper of a bulletin as it stands. A correcting edition says first what it corrects."""
    kind = KINDS[template.paper]
    lines = list(bulletin.text)
    corrects = bool(bulletin.correction) and any(
        one.paper.went_out for one in bulletin.editions.select_related("paper")
    )
    if corrects:
        lines.insert(
            0, f"现对《{bulletin.title}》更正如下：{bulletin.correction.rstrip('。')}。更正后的全文如下。"
        )
    title = f"{bulletin.title}{CORRECTED}" if corrects else bulletin.title
    name = bulletin.issuer.name
    return Document(
        form=kind.form,
        title=title,
        head=head_of(kind, name),
        addressee=bulletin.addressee,
        blocks=blocks(lines, bulletin.figures, bulletin.tables, charts_of(template)),
        issuer=name,
        internal=template.internal,
        sealed=kind.sealed,
        draft=kind.style == "oa",
        demo=bool(getattr(settings, "LINLI_DEMO", False)),
    )


# --- for pages ---


@dataclass(frozen=True)
class Piece:
    """Words, or a figure with what stands behind it."""

    text: str
    name: str = ""
    exact: str = ""
    url: str = ""


@dataclass(frozen=True)
class Shown:
    """A line of the page: heading (1 to 4), paragraph (0), table or chart."""

    level: int
    pieces: tuple[Piece, ...] = ()
    table: Mapping[str, Any] | None = None
    label: str = ""
    chart: str = ""


def hover(held: Mapping[str, Any]) -> str:
    """What stands behind a printed figure, in words: 「18/19」, 「563」, 「据…」."""
    exact = str(held.get("exact", ""))
    if held.get("whole"):
        exact = f"{held['part']}/{held['whole']}"
    return "，".join(part for part in (exact, str(held.get("note") or "")) if part)


def shown(
    lines: Sequence[str],
    figures: Mapping[str, Mapping[str, Any]],
    tables: Mapping[str, Mapping[str, Any]],
    urls: Mapping[str, str],
    charts: Mapping[str, str] | None = None,
) -> list[Shown]:
    """The text for a page: every figure apart, with its exact value and the page of its rows; ``charts``: table → drawing."""
    found: list[Shown] = []
    for line in lines:
        name = line.strip().removeprefix("{").removesuffix("}")
        if line.strip() == f"{{{name}}}" and name in tables and not figures.get(name, {}).get("printed"):
            label = str(figures[name]["label"])
            drawn = _drawing(name, tables[name], label, urls) if (charts or {}).get(name) == "bars" else ""
            found.append(Shown(0, table=_linked(name, tables[name], urls), label=label, chart=drawn))
            continue
        made = to_blocks(printed_lines([line], figures)[0])
        if made:
            level = made[0].level if isinstance(made[0], Heading) else 0
            found.append(Shown(level, tuple(_piece(part, figures, urls) for part in binding.split(line))))
    return found


def _piece(
    part: str | binding.Bound, figures: Mapping[str, Mapping[str, Any]], urls: Mapping[str, str]
) -> Piece:
    if isinstance(part, str):
        return Piece(part)
    held = figures.get(part.name)
    if held is None:
        return Piece("—")
    if held.get("standing"):
        return Piece(str(held["printed"]))
    return Piece(str(held["printed"]), part.name, hover(held), urls.get(part.name, ""))


def _drawing(name: str, held: Mapping[str, Any], label: str, urls: Mapping[str, str]) -> str:
    """The drawing of a table; each bar leads to the rows behind its figure."""
    chart = chart_of(held, label)
    if chart is None:
        return ""
    ids, at = held.get("ids") or [], _name_and_number(held)[1] - 1
    column = ids[at] if at < len(ids) else ""
    return draw(chart, [urls.get(f"{name}.{key}.{column}", "") for key, _cells in _drawn(held)])


def _linked(name: str, held: Mapping[str, Any], urls: Mapping[str, str]) -> dict[str, Any]:
    ids = held.get("ids") or []
    rows = []
    for key, cells in held["rows"]:
        line = [{"text": cells[0], "url": ""}]
        for at, cell in enumerate(cells[1:]):
            column = ids[at] if at < len(ids) else ""
            line.append({"text": cell, "url": urls.get(f"{name}.{key}.{column}", "")})
        rows.append(line)
    return {"columns": held["columns"], "rows": rows, "note": held.get("note", "")}
