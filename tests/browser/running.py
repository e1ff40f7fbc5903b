"""The product for the page tests: `jedel run` as a process of its own, stopped and started again."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import APIRequestContext, BrowserContext

STARTS_WITHIN_S = 40


@dataclass
class Town:
    """The invented town, served. `stop` and `start` are what a failing network is to a phone."""

    data: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [
            sys.executable,
            "-c",
            "from web.cli.main import main; main()",
            "run",
            "--data",
            str(self.data),
        ]
        with (self.data.parent / "server.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port)],
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Nobody answers meanwhile; afterwards it is there again, whatever happened."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def _wait(self) -> None:
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=2):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        raise AssertionError(f"the server did not start, see {self.data.parent / 'server.txt'}")

    def enter(self, context: BrowserContext, login: str, language: str = "ru") -> "Person":
        """Log this browser in, as the login page would, in this language."""
        person = Person(town=self, request=context.request)
        person.post("/api/login", {"login": login, "password": f"{login}-neverwas"})
        person.put("/api/me/language", {"language": language})
        return person


@dataclass
class Person:
    """Somebody who is logged in, for what a test needs done but does not look at."""

    town: Town
    request: APIRequestContext

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self._send("post", path, body)

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return self._send("put", path, body)

    def get(self, path: str) -> Any:
        answer = self.request.get(f"{self.town.url}{path}")
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"
        return answer.json()

    def command(self, name: str, **fields: Any) -> Any:
        return self.post(f"/api/commands/{name}", {"command_id": str(uuid4()), **fields})

    def _send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        headers = {"origin": self.town.url, "content-type": "application/json"}
        send = getattr(self.request, method)
        answer = send(f"{self.town.url}{path}", data=json.dumps(body), headers=headers)
        assert answer.ok, f"{path}: {answer.status} {answer.text()}"
        text = answer.text()
        return json.loads(text) if text else {}

    def case(self, risk_class: int = 1, *, taken: bool = True, **fields: Any) -> str:
        """A request that was received, taken unless it is not to be, and assessed."""
        case = str(uuid4())
        if "point" not in fields:
            fields = {"school": self.get("/api/schools")["schools"][3]["id"], **fields}
        self.command("receive-request", case=case, channel="phone", **fields)
        if taken:
            self.command("take-case", case=case)
        self.command("assess-case", case=case, risk_class=risk_class, reason="для проверки")
        return case

    def assign(self, case: str, team: str) -> str:
        """Send this team; the visit."""
        visit = str(uuid4())
        self.command("assign-team", case=case, visit=visit, team=team)
        return visit
