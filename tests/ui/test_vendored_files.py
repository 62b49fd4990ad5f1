"""Files of others stand as they came, with their licences."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tools import vendor

ROOT = Path(__file__).resolve().parents[2]


def test_the_tree_is_what_the_manifests_say() -> None:
    assert vendor.check() == []


def test_every_package_brings_its_licence() -> None:
    for package in vendor.packages():
        assert (ROOT / package["to"] / "LICENSE").stat().st_size > 300, package["name"]


def test_a_changed_file_is_noticed(tmp_path: Path, monkeypatch: object) -> None:
    file = tmp_path / "a.js"
    file.write_text("1", encoding="utf-8")
    first = vendor.sha256(file)
    file.write_text("2", encoding="utf-8")
    assert vendor.sha256(file) != first


def test_every_icon_on_a_page_stands_in_the_sprite() -> None:
    sprite = json.loads(
        (ROOT / "src/linli/ui/static/vendor/tabler/manifest.json").read_text(encoding="utf-8")
    )["icons"]
    missing = set()
    for template in (ROOT / "src" / "linli").rglob("templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        names = re.findall(r'\{% icon "([\w-]+)" ', text) + re.findall(r'\bicon="([\w-]+)"', text)
        missing |= {
            f"{template.name}: {name}" for name in names if name not in sprite and not name.endswith("-")
        }
    assert missing == set()
