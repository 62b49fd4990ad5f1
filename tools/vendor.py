"""Brings pinned files of others into the tree (``sync``) and proves they are unchanged (``check``).

``check`` is standard library and offline; ``sync`` uses ``npm pack`` and refuses an archive whose
integrity differs from vendor.toml. Each target folder gets manifest.json with a SHA-256 per file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIST = Path(__file__).with_name("vendor.toml")


def packages() -> list[dict[str, Any]]:
    """The entries of vendor.toml."""
    return list(tomllib.loads(LIST.read_text(encoding="utf-8"))["package"])


def check() -> list[str]:
    """What differs between vendor.toml, the manifests and the tree; empty when all is as committed."""
    problems = []
    for package in packages():
        folder = ROOT / package["to"]
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            problems.append(f"{package['to']}/manifest.json is missing: run tools/vendor.py sync")
            continue
        for key in ("name", "version", "integrity", "licence"):
            if manifest[key] != package[key]:
                problems.append(f"{package['name']}: {key} of the manifest is not the one of vendor.toml")
        if "icons" in package and manifest["icons"] != package["icons"]:
            problems.append(f"{package['name']}: the icons of vendor.toml changed: run tools/vendor.py sync")
        there = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()} - {
            "manifest.json"
        }
        if there != set(manifest["files"]):
            problems.append(
                f"{package['to']}: files {sorted(there ^ set(manifest['files']))} are too many or missing"
            )
        problems += [
            f"{package['to']}/{name} was changed"
            for name, digest in manifest["files"].items()
            if (folder / name).is_file() and sha256(folder / name) != digest
        ]
    return problems


def sync() -> None:
    """Fetches every package anew into its folder and writes its manifest."""
    for package in packages():
        folder = ROOT / package["to"]
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            with tarfile.open(fetch(package, scratch)) as archive:
                archive.extractall(scratch, filter="data")
            source = Path(scratch) / "package"
            for name, target in package["files"].items():
                (folder / target).write_bytes(without_map((source / name).read_bytes()))
            if "sprite" in package:
                (folder / package["sprite"]).write_text(sprite(source / "icons", package), encoding="utf-8")
            if "bundle" in package:
                bundle(package, Path(scratch), folder)
        names = made_of(package)
        manifest = {
            key: package[key]
            for key in ("name", "version", "integrity", "licence", "icons")
            if key in package
        }
        manifest["files"] = {name: sha256(folder / name) for name in names}
        (folder / "manifest.json").write_text(
            json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        print(f"{package['name']} {package['version']}: {', '.join(names)}")


def made_of(package: dict[str, Any]) -> list[str]:
    """The files a package leaves in its folder."""
    names = [*package["files"].values(), *([package["sprite"]] if "sprite" in package else [])]
    if "bundle" in package:
        names += [package["bundle"]["to"], *package["bundle"]["licences"].values()]
    return sorted(names)


def bundle(package: dict[str, Any], scratch: Path, folder: Path) -> None:
    """One file of the parts that the entry names, made by the pinned esbuild from the package just fetched."""
    asked = package["bundle"]
    (scratch / "entry.js").write_bytes((ROOT / asked["entry"]).read_bytes())
    archive = next(scratch.glob("*.tgz"))
    install = ["npm", "install", "--no-save", f"./{archive.name}", f"esbuild@{asked['esbuild']}"]
    subprocess.run(install, cwd=scratch, check=True, capture_output=True)
    command = [
        "npx", "esbuild", "entry.js", "--bundle", "--minify", "--format=iife", "--target=es2018",
        f"--global-name={asked['global']}", "--legal-comments=inline", f"--outfile={folder / asked['to']}",
    ]  # fmt: skip
    subprocess.run(command, cwd=scratch, check=True, capture_output=True)
    for name, target in asked["licences"].items():
        source = next(file for file in (scratch / "node_modules" / name).glob("LICENSE*"))
        (folder / target).write_bytes(source.read_bytes())


def fetch(package: dict[str, Any], folder: str) -> Path:
    """Downloads the archive and compares it with the pinned integrity."""
    wanted = f"{package['name']}@{package['version']}"
    answer = subprocess.run(
        ["npm", "pack", "--json", wanted], cwd=folder, check=True, capture_output=True, text=True
    )
    archive = Path(folder) / json.loads(answer.stdout)[0]["filename"]
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if integrity != package["integrity"]:
        raise SystemExit(f"{wanted}: integrity {integrity} is not the pinned one")
    return archive


def without_map(content: bytes) -> bytes:
    """Drops the pointer to a source map, which we do not ship."""
    return re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", content)


def sprite(icons: Path, package: dict[str, Any]) -> str:
    """One SVG file of the icons used, each a symbol under the name our pages call it by."""
    parts = [
        f"<!-- {package['name']} {package['version']}, {package['licence']} licence beside this file -->",
        '<svg xmlns="http://www.w3.org/2000/svg">',
    ]
    for name, file in sorted(package["icons"].items()):
        drawing = (icons / f"{file}.svg").read_text(encoding="utf-8")
        inside = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
        inside = re.sub(r'\s*<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>', "", inside)
        inside = re.sub(r"\s*\n\s*", "", inside).replace(" />", "/>")
        paint = (
            'fill="currentColor"'
            if file.startswith("filled/")
            else (
                'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
            )
        )
        parts.append(f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{inside}</symbol>')
    return "\n".join([*parts, "</svg>", ""])


def sha256(file: Path) -> str:
    """The SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> int:
    """``sync`` or ``check`` (the default); returns the exit code."""
    if sys.argv[1:] == ["sync"]:
        sync()
    problems = check()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
