"""``linli demo --serve``: the supervising process stays free of Django and says plainly what is wrong."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run(*args: str, data: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """One process of Python on the package, with a data folder of its own."""
    keep = {key: value for key, value in os.environ.items() if not key.startswith(("LINLI_", "DJANGO"))}
    settings = {"PYTHONPATH": str(ROOT / "src"), "LINLI_DATA": str(data)}
    return subprocess.run(
        [sys.executable, *args], env=keep | settings | env, capture_output=True, text=True, check=False
    )


def test_the_supervisor_imports_no_django(tmp_path: Path) -> None:
    code = "import sys, linli.__main__, linli.demo.serving, linli.config.serve; sys.exit('django' in sys.modules)"
    assert run("-c", code, data=tmp_path).returncode == 0


def test_a_taken_port_is_said_before_anything_is_loaded(tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = str(held.getsockname()[1])
        done = run("-m", "linli", "demo", "--serve", "--size", "small", "--port", port, data=tmp_path)
    assert done.returncode == 1
    assert "端口" in done.stderr
    assert not list(tmp_path.iterdir())


def test_without_the_demo_setting_nothing_is_loaded(tmp_path: Path) -> None:
    done = run("-m", "linli", "demo", "--size", "small", data=tmp_path, LINLI_DEMO="0")
    assert done.returncode == 1
    assert "演示" in done.stderr
    assert not (tmp_path / "demo.json").exists()
