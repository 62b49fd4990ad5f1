"""A real ``linli serve`` on a small demonstration, for the tests that meet Linli from outside."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass
class Served:
    """A running installation: where it answers, where its data lies, its process."""

    url: str
    data: Path
    process: subprocess.Popen[bytes]
    env: dict[str, str]

    def linli(self, *args: str) -> subprocess.CompletedProcess[str]:
        """Runs one command on this installation's data."""
        command = [sys.executable, "-m", "linli", *args]
        return subprocess.run(
            command, env=self.env, cwd=self.data, capture_output=True, text=True, check=False
        )

    def kill_all(self) -> None:
        """kill -9 to the supervisor, its server process and its worker at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, *, demo: bool) -> dict[str, str]:
    keep = {
        k: v
        for k, v in os.environ.items()
        if not k.startswith(("LINLI_", "DATABASE_URL", "PYTEST", "DJANGO"))
    }
    return keep | {
        "LINLI_DATA": str(data),
        "LINLI_DEMO": str(int(demo)),
        "PYTHONPATH": str(ROOT / "src"),
        "LINLI_SQLITE_SYNC": "FULL",
    }


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def start(data: Path, *, demo: bool = True, seconds: float = 60) -> Served:
    """Starts the server in a process group of its own and waits until it answers."""
    env = environment(data, demo=demo)
    port = free_port()
    command = [sys.executable, "-m", "linli", "serve", "--port", str(port)]
    log = (data / "serve.log").open("ab")
    process = subprocess.Popen(command, env=env, cwd=data, stdout=log, stderr=log, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        if answers(url):
            return Served(url, data, process, env)
        time.sleep(0.1)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    raise RuntimeError((data / "serve.log").read_text(encoding="utf-8", errors="replace")[-4000:])


def stop(served: Served) -> None:
    """Ctrl-C, as a person would; firmly after ten seconds."""
    if served.process.poll() is None:
        served.process.send_signal(signal.SIGINT)
        try:
            served.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            served.kill_all()


@contextlib.contextmanager
def small_demo(data: Path) -> Iterator[Served]:
    """The small demonstration, loaded through the command a newcomer uses, and served."""
    if "LINLI_TEST_RUN" in os.environ:
        shutil.copytree(_loaded_once(), data, dirs_exist_ok=True)
    else:
        load(data)
    served = start(data)
    try:
        yield served
    finally:
        stop(served)


def load(data: Path) -> None:
    """``linli demo`` without its server."""
    command = [sys.executable, "-m", "linli", "demo", "--size", "small"]
    env = environment(data, demo=True)
    loaded = subprocess.run(command, env=env, cwd=data, capture_output=True, text=True, check=False)
    if loaded.returncode:
        raise RuntimeError(loaded.stdout[-2000:] + loaded.stderr[-4000:])


def _loaded_once() -> Path:
    """The folder that all workers of one run copy; who comes first loads it, the others wait."""
    data = Path(os.environ["LINLI_DATA"]) / f"small-{os.environ['LINLI_TEST_RUN']}"
    whole = data.with_suffix(".whole")
    with data.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            load(data)
            whole.touch()
    return data
