"""What an office installs is the wheel, not the checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.xdist_group("kill")
def test_the_wheel_is_whole_and_serves_in_an_empty_folder() -> None:
    done = subprocess.run(
        [sys.executable, "tools/check_wheel.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-3000:]
