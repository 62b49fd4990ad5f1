"""``linli serve``: the web server and its worker, started and stopped as one thing.

This process supervises: it never sets up Django and never opens the database, so nothing that a
connection or a pool holds is carried into a child (a pool that crosses a fork answers nothing but
errors). The preparation runs in a process of its own.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

from linli.config import paths, stamps

#: Threads that answer requests in one server process.
THREADS = 4


def lan_address() -> str:
    """This machine's address in the local network, for a phone; 127.0.0.1 when there is none."""
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        # No packet is sent: connecting a datagram socket only asks which interface would be used.
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    except OSError:
        return "127.0.0.1"
    finally:
        probe.close()


def shown_url(host: str, port: int) -> str:
    """The address to type: the LAN address when the server listens everywhere."""
    name = lan_address() if host in {"0.0.0.0", "::"} else host  # noqa: S104
    return f"http://{name}:{port}/"


def port_is_free(host: str, port: int) -> bool:
    """Whether the server may listen there; asked first, so that the error is a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


class WorkerChild:
    """The worker process: started with the server, restarted when it dies, stopped with it."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._keep, name="worker-keeper", daemon=True).start()

    def _keep(self) -> None:
        while not self.stopping.is_set():
            self.process = subprocess.Popen([sys.executable, "-m", "linli", "worker", "--child"])
            self.process.wait()
            if not self.stopping.is_set():
                print("linli: the worker ended; starting it again", file=sys.stderr)  # noqa: T201
                time.sleep(1)

    def stop(self) -> None:
        """Ends the worker: politely, then firmly after five seconds."""
        self.stopping.set()
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()


def serve(host: str, port: int, *, workers: int = 1, with_worker: bool = True, prepared: bool = False) -> int:
    """Prepares (unless ``prepared``), then serves until stopped; 1 when the port is taken or that fails."""
    # A shell that starts us in the background has SIGINT ignored, and we would inherit that for good.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    if not port_is_free(host, port):
        print(f"linli: 端口 {port} 已被占用，请换一个：linli serve --port {port + 1}", file=sys.stderr)  # noqa: T201
        return 1
    if not (prepared or stamps.holds(paths.data_dir())):
        done = subprocess.run([sys.executable, "-m", "linli", "prepare"], check=False)
        if done.returncode:
            return done.returncode
    options: dict[str, Any] = {
        "interface": Interfaces.WSGI,
        "workers": workers,
        "blocking_threads": THREADS,
        "respawn_failed_workers": True,
        "log_level": LogLevels.warning,
    }
    os.environ.setdefault("LINLI_SERVED_AT", shown_url(host, port))
    server = Granian("linli.config.wsgi:application", address=host, port=port, **options)
    child = WorkerChild()
    if with_worker:
        server.on_startup(child.start)
        server.on_shutdown(child.stop)
    try:
        server.serve()
    finally:
        child.stop()
    return 0
