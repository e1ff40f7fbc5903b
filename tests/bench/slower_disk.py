"""The same figures on a disk whose syncs take longer: what group commit saves follows the disk.

Some disks confirm a sync before anything is written (a host's cache, capacitors). A bare transaction costs
hardly more than its instructions there, and nothing is left to be saved. Here both sides, the engine and its
floor, run once more in a process whose `fsync` and `fdatasync` return so much later: a few lines of C that
the machine's compiler makes. Without a compiler these rows are left out, with that reason.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.bench.figures import SEEN, Scale
from tests.house.tree import ROOT

LONGER_MS: Final = 1.0
"""About a cloud's network disk, or an office computer's SSD that really writes [assumption]."""

AGAIN: Final = ("store", "end-to-end")

SOURCE: Final = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int later(const char *name, int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int answer = real(fd);
    long us = atol(getenv("BENCH_SYNC_US"));
    struct timespec rest = {us / 1000000, us % 1000000 * 1000};
    nanosleep(&rest, NULL);
    return answer;
}
int fsync(int fd) { return later("fsync", fd); }
int fdatasync(int fd) { return later("fdatasync", fd); }
"""


def compiled(folder: Path) -> Path | None:
    """The library that makes syncs take longer; nothing where there is no compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    source, made = folder / "later.c", folder / "later.so"
    source.write_text(SOURCE)
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", made, source, "-ldl"], check=True, timeout=60)
    return made


def on_slower_disk(command: Sequence[str], library: Path, longer_ms: float) -> str:
    """What a command prints when every sync of it and of its children takes so much longer."""
    later = {"LD_PRELOAD": str(library), "BENCH_SYNC_US": str(round(longer_ms * 1_000))}
    told = {**os.environ, **later}
    done = subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=1_800)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def run(scale: Scale) -> None:
    """Every figure of `AGAIN`, in a process of its own, named after its longer sync."""
    with tempfile.TemporaryDirectory() as folder:
        library = compiled(Path(folder))
        if library is None:
            print("no figures for a slower disk: no C compiler (cc) on this machine", file=sys.stderr)
            return
        command = [
            sys.executable,
            "-m",
            "tests.bench",
            "--rounds",
            str(scale.rounds),
            "--slow",
            str(scale.slow),
        ]
        command += [word for name in AGAIN for word in ("--only", name)]
        printed = on_slower_disk([*command, *(["--quick"] if scale.quick else [])], library, LONGER_MS)
    for text in printed.splitlines():
        line = json.loads(text)
        line["name"] += f", a sync {LONGER_MS:g} ms longer"
        SEEN.append(line)
        print(json.dumps(line), flush=True)
