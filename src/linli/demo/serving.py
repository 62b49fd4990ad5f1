"""``linli demo --serve``: load in a process of its own, then serve. No Django in this process."""

from __future__ import annotations

import os
import subprocess
import sys


def serve_demo(arguments: list[str], host: str, port: int) -> int:
    """Prepare and load (``arguments``: those of ``linli demo``), then serve until Ctrl-C; 1 when the port is taken."""
    from linli.config import serve

    if not serve.port_is_free(host, port):
        return serve.serve(host, port)  # says so in a sentence
    loaded = subprocess.run([sys.executable, "-m", "linli", "demo", *arguments], check=False)  # noqa: S603
    if loaded.returncode:
        return loaded.returncode
    os.environ["LINLI_DEMO"] = "1"
    return serve.serve(host, port, prepared=True)
