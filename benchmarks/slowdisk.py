"""A disk that takes its time: every wait for the disk of the processes started inside takes some milliseconds more.

The waits of this machine's disk are short (docs/reference/benchmarks.md says how short); those of an office's are not, and a
program that waits often is hurt by them more than one that waits once. A few lines of C before the C library do it, so the very same
programs are measured.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>
static void later(void) {
    const char *told = getenv("BENCH_SYNC_MS");
    double ms = told ? atof(told) : 0;
    struct timespec wait = {(long)(ms / 1000), (long)((ms - 1000 * (long)(ms / 1000)) * 1e6)};
    nanosleep(&wait, 0);
}
int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    int told = real(fd);
    later();
    return told;
}
int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    int told = real(fd);
    later();
    return told;
}
"""
#: What reaches a process that is started with an environment of its own.
NAMES = ("LD_PRELOAD", "BENCH_SYNC_MS")


@contextmanager
def slow(folder: Path, milliseconds: float) -> Iterator[None]:
    """Processes started inside wait so much longer at each fsync. Raises RuntimeError without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise RuntimeError("no C compiler")
    (folder / "slow.c").write_text(SOURCE, encoding="ascii")
    made = folder / "slow.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(made), str(folder / "slow.c"), "-ldl"]
    subprocess.run(command, check=True)
    before = {name: os.environ.get(name) for name in NAMES}
    os.environ |= {"LD_PRELOAD": str(made), "BENCH_SYNC_MS": str(milliseconds)}
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
