"""Proves the wheel: what is inside, whether it installs clean, starts in an empty folder and shows a page.

``python tools/check_wheel.py`` builds it with the build backend of the locked packages (no network).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: One file of each kind that must travel with the package.
NEEDED = (
    "linli/library/mechanisms/base.yaml",
    "linli/library/calendars/2026.yaml",
    "linli/library/glossary/",
    "linli/library/places/",
    "linli/locale/en/LC_MESSAGES/django.mo",
    "linli/ui/static/vendor/htmx.org/htmx.min.js",
    "linli/ui/static/vendor/htmx.org/LICENSE",
    "linli/ui/templates/ui/base.html",
    "linli/accounts/permissions.yaml",
    "linli/demo/data/city.yaml",
)
UNWANTED = ("node_modules", ".map", "__pycache__", ".po~")


def build(folder: Path) -> Path:
    """Builds the wheel into ``folder``."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def missing_inside(wheel: Path) -> list[str]:
    """What the wheel lacks or should not carry."""
    names = zipfile.ZipFile(wheel).namelist()
    lacking = [f"missing: {want}" for want in NEEDED if not any(name.startswith(want) for name in names)]
    return lacking + [f"unwanted: {name}" for name in names if any(bad in name for bad in UNWANTED)]


def serves_from_empty_folder(wheel: Path, folder: Path) -> str:
    """Installs the wheel beside the packages of this environment and fetches the health page and the window."""
    target, data = folder / "site", folder / "data"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        str(wheel),
    ]
    subprocess.run(pip, check=True)
    data.mkdir()
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("LINLI_", "DJANGO", "DATABASE"))}
    env = keep | {"PYTHONPATH": str(target), "LINLI_DATA": str(data / "var")}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "linli", "serve", "--port", str(port)]
    # Its own log, not our output: whoever waits for our output must not wait for a server that lingers.
    log = (folder / "serve.log").open("wb")
    server = subprocess.Popen(command, env=env, cwd=data, start_new_session=True, stdout=log, stderr=log)
    try:
        for _ in range(300):
            time.sleep(0.2)
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                    health = answer.read().decode()
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/w/", timeout=5) as answer:
                    return health if answer.status == 200 else f"window answers {answer.status}"
            except OSError:
                continue
        return "no answer"
    finally:
        os.killpg(server.pid, signal.SIGINT)
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)


def main() -> int:
    """Builds, looks inside, starts; 0 only when all is well."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        wrong = missing_inside(wheel)
        health = "" if wrong else serves_from_empty_folder(wheel, folder)
    print("\n".join(wrong) or f"{wheel.name}: {health}")
    return 1 if wrong or '"ok"' not in health else 0


if __name__ == "__main__":
    sys.exit(main())
