"""The program in a process of its own: a command to its end, a server while somebody needs it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

JEDEL = [sys.executable, "-c", "from web.cli.main import main; main()"]


@dataclass
class Serving:
    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"


def jedel(*arguments: str) -> str:
    """Run one command to its end; what it said."""
    done = subprocess.run([*JEDEL, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def serving(data: Path, **environment: str) -> Iterator[Serving]:
    """The server of a data directory, at a free port; ends by SIGTERM, cleanly."""
    process = subprocess.Popen(
        [*JEDEL, "serve", "--data", str(data), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **environment},
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://localhost:(\d+)", line)
        assert found, line + process.stdout.read()
        yield Serving(process, int(found[1]))
    finally:
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=15)[0]
        assert '"traceback"' not in rest, rest
    assert process.returncode in (0, -signal.SIGTERM), rest
