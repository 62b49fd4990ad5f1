"""Measuring: what this machine is, a calibration loop, percentiles, resident memory, rows of a report."""

from __future__ import annotations

import hashlib
import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil


def calibrate(seconds: float = 0.5) -> float:
    """Hash rounds per second of one core: the unit other machines compare with."""
    block = b"linli" * 200
    rounds, until = 0, time.perf_counter() + seconds
    while time.perf_counter() < until:
        for _ in range(200):
            hashlib.sha256(block).digest()
        rounds += 200
    return rounds / seconds


def fsync_ms(folder: Path, rounds: int = 60) -> float:
    """Median time of one 4 KiB append with fsync, the floor of an acknowledged write."""
    times = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(rounds):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    return percentile(times, 50) * 1000


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` per cent of ``values`` lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))]


def timed(run: Callable[[], object], repeats: int = 30) -> list[float]:
    """Milliseconds of each call, after one that warms up."""
    run()
    found = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        found.append((time.perf_counter() - start) * 1000)
    return found


def resident_mb(pid: int, *, children: bool = True) -> float:
    """Resident memory of a process (and its children) in MB; shared pages are counted once per process."""
    process = psutil.Process(pid)
    family = [process, *(process.children(recursive=True) if children else [])]
    return sum(one.memory_info().rss for one in family) / 1e6


def machine(folder: Path) -> dict[str, str]:
    """What the figures were taken on."""
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "calibration": f"{calibrate():,.0f} SHA-256 of 1,000 bytes a second",
        "fsync": f"{fsync_ms(folder):.2f} ms median for 4 KiB",
    }


@dataclass
class Report:
    """Rows of one run: scenario, what was asked, what was measured, whether it holds."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, scenario: str, asked: str, measured: str, holds: bool) -> None:
        """Adds a row and prints it at once, since a run takes minutes."""
        self.rows.append((scenario, asked, measured, "yes" if holds else "**no**"))
        print(f"{scenario}: {measured} (asked {asked}) {'ok' if holds else 'FALLS SHORT'}", flush=True)

    def markdown(self, facts: dict[str, str]) -> str:
        """The page docs/reference/benchmarks.md is made of."""
        lines = ["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in facts.items()), ""]
        lines += ["| Scenario | Asked | Measured | Holds |", "|---|---|---|---|"]
        lines += [f"| {' | '.join(row)} |" for row in self.rows]
        return "\n".join(lines) + "\n"
