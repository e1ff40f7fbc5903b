"""One account's line to the server: logs in, sends commands, asks. Whatever the server refuses is a `No`."""

import asyncio
import http.client
import json
import ssl
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

JsonObject = dict[str, Any]

TIMEOUT: Final = 20.0
TRIES: Final = 4
"""Times that a request is sent before the server counts as gone. Commands carry their id: once is enough."""


class No(Exception):
    """The server refused. `code` is that of the problem."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code


class Gone(Exception):
    """The server does not answer."""


class Line:
    """Not for two tasks at the same moment: a lock lets them wait for each other."""

    def __init__(self, url: str, login: str, password: str, tries: int = TRIES) -> None:
        self.login = login
        self._tries = tries
        self._url = url.rstrip("/")
        self._password = password
        self._cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None
        self._lock = asyncio.Lock()

    async def open(self) -> JsonObject:
        """Logs in; the answer of `/api/me`."""
        await self.post("/api/login", {"login": self.login, "password": self._password})
        return await self.get("/api/me")

    async def get(self, path: str) -> JsonObject:
        return await self._ask("GET", path, None)

    async def post(self, path: str, body: JsonObject) -> JsonObject:
        return await self._ask("POST", path, body)

    async def tell(self, command: str, **fields: Any) -> JsonObject:
        """Sends a command under a new id."""
        body = {"command_id": str(uuid4())} | {name: _plain(value) for name, value in fields.items()}
        return await self.post(f"/api/commands/{command}", body)

    async def close(self) -> None:
        async with self._lock:
            self._hang_up()

    async def _ask(self, method: str, path: str, body: JsonObject | None) -> JsonObject:
        async with self._lock:
            for attempt in range(self._tries):
                try:
                    status, found = await asyncio.to_thread(self._send, method, path, body)
                except (OSError, http.client.HTTPException, ValueError):
                    self._hang_up()
                    await asyncio.sleep(0.5 * 2**attempt)
                    continue
                if status == 503 and attempt + 1 < self._tries:
                    await asyncio.sleep(0.5 * 2**attempt)
                    continue
                if status >= 400:
                    raise No(str(found.get("code", status)), str(found.get("detail", "")))
                return found
        raise Gone(self._url)

    def _send(self, method: str, path: str, body: JsonObject | None) -> tuple[int, JsonObject]:
        connection = self._connection or self._dial()
        headers = {"Origin": self._url, "Accept": "application/json"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        content = None
        if body is not None:
            content = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json"
        connection.request(method, path, content, headers)
        answer = connection.getresponse()
        text = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        found = json.loads(text) if text else {}
        return answer.status, found if isinstance(found, dict) else {}

    def _dial(self) -> http.client.HTTPConnection:
        parts = urlsplit(self._url)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            made: http.client.HTTPConnection = http.client.HTTPSConnection(
                parts.hostname or "", parts.port, timeout=TIMEOUT, context=context
            )
        else:
            made = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
        self._connection = made
        return made

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value
