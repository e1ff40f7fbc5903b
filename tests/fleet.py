"""The processes of the Procfile, each a real one: started, killed, stopped and let go on one by one.

honcho says what a line of the Procfile means (its number, its port); it ends all when one ends, so that tests
which kill start the processes themselves.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from honcho.environ import expand_processes, parse_procfile

from dispatch.clock import SystemClock
from dispatch.sessions import Sessions
from dispatch.tables.postgres import PostgresTables
from tests.plain_http import browser
from tests.ports import free_base
from tests.web.client import Client

ROOT = Path(__file__).parents[1]
STARTED = 60.0
"""Seconds that a process may take to say that it is ready, on a busy machine."""
READY = {"web": "listens on", "worker": "Ready"}


def environment(data: Path, store: str, hints: str = "in-process:") -> dict[str, str]:
    """What the processes are told, with ports of their own."""
    base = free_base(1, 100, 101)  # honcho gives the last two to `web`; the first is everybody's
    kept = {name: text for name, text in os.environ.items() if not name.startswith("JEDEL_")}
    told = {"JEDEL_DATA": str(data), "JEDEL_STORE": store, "JEDEL_HINTS": hints, "JEDEL_LANG": "en"}
    return {**kept, **told, "PORT": str(base), "SHARED_PORT": str(base + 1), "PYTHONUNBUFFERED": "1"}


def end_with_us(how: signal.Signals = signal.SIGKILL) -> None:
    """In a process about to start: whatever becomes of the tests, it does not outlive them (Linux)."""
    ctypes.CDLL(None).prctl(1, how)


class Process:
    """One of them. `said` is every line so far."""

    def __init__(self, name: str, command: str, env: dict[str, str]) -> None:
        self.name = name
        self.port = int(env.get("PORT", "0"))
        self.said: list[str] = []
        self._popen = subprocess.Popen(
            ["/bin/sh", "-c", command],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=end_with_us,
        )
        self._heard = threading.Thread(target=self._hear, daemon=True)
        self._heard.start()

    def _hear(self) -> None:
        assert self._popen.stdout is not None
        for line in self._popen.stdout:
            self.said.append(line.rstrip())

    @property
    def pid(self) -> int:
        return self._popen.pid

    @property
    def runs(self) -> bool:
        return self._popen.poll() is None

    def says(self, text: str, within: float = STARTED, after: int = 0) -> float:
        """Returns when it has said so, and how long that took."""
        began = time.monotonic()
        while not any(text in line for line in self.said[after:]):
            assert time.monotonic() < began + within, (self.name, text, self.said[-20:])
            assert self.runs or any(text in line for line in self.said[after:]), (self.name, self.said[-20:])
            time.sleep(0.01)
        return time.monotonic() - began

    def signal(self, number: signal.Signals) -> None:
        self._popen.send_signal(number)

    def ended(self, within: float = 20.0) -> int:
        """Its exit code."""
        code = self._popen.wait(within)
        self._heard.join(5)
        return code

    def kill(self) -> None:
        """As if the machine had dropped it."""
        self.signal(signal.SIGKILL)
        self.ended()


class Fleet:
    """Processes of one installation by their names in honcho, as `web.1`."""

    def __init__(self, env: dict[str, str], **others: str) -> None:
        """`others`: a command that takes the place of a kind's."""
        lines = dict(parse_procfile((ROOT / "Procfile").read_text()).processes)
        lines.update(others)
        many = {kind: 2 for kind in lines}
        self._params = {each.name: each for each in expand_processes(lines, many, env, None, 5_000)}
        self._store = env["JEDEL_STORE"]
        self.shared = f"http://localhost:{env['SHARED_PORT']}"
        self.running: dict[str, Process] = {}

    def start(self, *names: str) -> list[Process]:
        """Start them beside each other; returns when all are ready."""
        made = []
        for name in names:
            params = self._params[name]
            made.append(Process(name, params.cmd, {**params.env, "HONCHO_PROCESS_NAME": name}))
            self.running[name] = made[-1]
        for each in made:
            each.says(READY[each.name.partition(".")[0]])
        return made

    def of(self, *names: str) -> Iterable[Process]:
        return [self.running[name] for name in names]

    def client(self, account: UUID, name: str) -> Client:
        """A browser of somebody who is in, at one process or at the address of all (`shared`)."""
        url = self.shared if name == "shared" else f"http://localhost:{self.running[name].port}"
        tables = PostgresTables(self._store, "access")
        token, _ = Sessions(tables, SystemClock(), per_account=100).begin(
            account, "test", timedelta(hours=12)
        )
        tables.close()
        client = Client(http=browser(url, "en"), origin=url)
        client.http.cookies.set("jedel", token, domain="localhost.local", path="/")
        return client

    def close(self) -> None:
        for each in self.running.values():
            if each.runs:
                each.signal(signal.SIGCONT)
                each.kill()


def jedel(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command, to its end."""
    command = [sys.executable, "-c", "from web.cli.main import main; main()", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
