"""Drawings of figures as SVG made on the server: bars, lines, small multiples. No script, no style attribute.

Every drawing carries a title and a description, and the table it draws stands beside it. Black, grey and hatching,
so that a copy in black and white still reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from html import escape

from linli.papers.document import Chart

WIDTH = 640
_ROW, _LEFT, _RIGHT, _TOP = 28, 150, 70, 34
_FONT = 'font-family="Noto Serif CJK SC, Noto Serif SC, FangSong, SimSun, serif"'
_GREYS = ("#333333", "#8a8a8a", "#c4c4c4", "#5c5c5c")


def draw(chart: Chart, urls: Sequence[str] = ()) -> str:
    """The SVG of a chart; labels and values are escaped, a value that is no number draws as nothing.

    ``urls``: the page behind each label of a bar drawing, empty where there is none.
    """
    if chart.kind == "bars":
        body, height = _bars(chart, urls)
    else:
        body, height = {"lines": _lines, "small_multiples": _multiples}[chart.kind](chart)
    described = "；".join(
        f"{name}：" + "，".join(f"{label}{value}" for label, value in zip(chart.labels, values, strict=False))
        for name, values in chart.series
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" {_FONT} font-size="14"><title>{escape(chart.title)}</title><desc>{escape(described)}</desc>'
        f'<text x="{WIDTH // 2}" y="20" text-anchor="middle" font-size="16">{escape(chart.title)}</text>{body}</svg>'
    )


def _value(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Decimal(0)
    return value if value.is_finite() else Decimal(0)


def _short(label: str) -> str:
    """A label as far as the room left of the bars goes; the whole stands in the description and in the table."""
    return label if len(label) <= 10 else f"{label[:9]}…"


def _span(length: Decimal, whole: Decimal, room: int) -> str:
    return f"{(length / whole * room if whole else Decimal(0)):.1f}"


def _bars(chart: Chart, urls: Sequence[str] = ()) -> tuple[str, int]:
    parts: list[str] = []
    room = WIDTH - _LEFT - _RIGHT
    highest = max((_value(text) for _name, values in chart.series for text in values), default=Decimal(0))
    bar = _ROW - 10
    y = _TOP
    for at, label in enumerate(chart.labels):
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + bar - 4}" text-anchor="end">{escape(_short(label))}</text>'
        )
        url = escape(urls[at]) if at < len(urls) and urls[at] else ""
        parts.append(f'<a href="{url}" class="figure">' if url else "")
        for number, (_name, values) in enumerate(chart.series):
            text = values[at] if at < len(values) else ""
            wide = _span(max(_value(text), Decimal(0)), highest, room)
            fill = _GREYS[number % len(_GREYS)]
            parts.append(f'<rect x="{_LEFT}" y="{y}" width="{wide}" height="{bar}" fill="{fill}"/>')
            parts.append(f'<text x="{_LEFT + float(wide) + 6:.1f}" y="{y + bar - 4}">{escape(text)}</text>')
            y += _ROW if number == len(chart.series) - 1 else bar
        parts.append("</a>" if url else "")
    return "".join(parts) + _legend(chart, y + 6), y + (24 if len(chart.series) > 1 else 6)


def _legend(chart: Chart, y: int) -> str:
    if len(chart.series) < 2:
        return ""
    parts = []
    for number, (name, _values) in enumerate(chart.series):
        x = _LEFT + number * 120
        parts.append(f'<rect x="{x}" y="{y}" width="12" height="12" fill="{_GREYS[number % len(_GREYS)]}"/>')
        parts.append(f'<text x="{x + 16}" y="{y + 11}" font-size="12">{escape(name)}</text>')
    return "".join(parts)


def _lines(chart: Chart) -> tuple[str, int]:
    height = 260
    return _plot(chart, 50, _TOP + 10, WIDTH - 80, height - 80) + _legend(chart, height - 20), height


def _plot(chart: Chart, x: int, y: int, wide: int, high: int) -> str:
    values = [_value(text) for _name, texts in chart.series for text in texts]
    highest = max(values, default=Decimal(0)) or Decimal(1)
    steps = max(len(chart.labels) - 1, 1)
    parts = [f'<path d="M{x} {y}V{y + high}H{x + wide}" fill="none" stroke="#000000"/>']
    for number, (_name, texts) in enumerate(chart.series):
        points = [
            f"{x + at * wide / steps:.1f},{y + high - float(_value(text) / highest) * high:.1f}"
            for at, text in enumerate(texts)
        ]
        dash = f' stroke-dasharray="{4 + 4 * number} 4"' if number else ""
        stroke = _GREYS[number % len(_GREYS)]
        parts.append(
            f'<polyline points="{" ".join(points)}" fill="none" stroke="{stroke}" stroke-width="2"{dash}/>'
        )
    every = max(1, len(chart.labels) // 8)
    for at, label in enumerate(chart.labels):
        if at % every == 0:
            parts.append(
                f'<text x="{x + at * wide / steps:.1f}" y="{y + high + 18}" text-anchor="middle" font-size="12">{escape(label)}</text>'
            )
    parts.append(f'<text x="{x - 6}" y="{y + 6}" text-anchor="end" font-size="12">{highest}</text>')
    return "".join(parts)


def _multiples(chart: Chart) -> tuple[str, int]:
    """One small drawing a series, all on one scale of time, three a line."""
    across, wide, high = 3, WIDTH // 3 - 60, 70
    parts = []
    for number, one in enumerate(chart.series):
        x, y = 45 + number % across * (WIDTH // 3), _TOP + 20 + number // across * (high + 60)
        parts.append(f'<text x="{x}" y="{y - 6}" font-size="13">{escape(one[0])}</text>')
        parts.append(
            _plot(
                Chart("lines", "", (chart.labels[0], chart.labels[-1]) if chart.labels else (), (one,)),
                x,
                y,
                wide,
                high,
            )
        )
    lines = (len(chart.series) + across - 1) // across
    return "".join(parts), _TOP + 30 + lines * (high + 60)
