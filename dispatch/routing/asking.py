"""A question to a road engine over HTTP, answered within its time or not at all.

Coordinates travel in the body: an address is written down by every proxy on the way, and one of the points
may be a child's home. Nothing of the question or the answer is logged or put into an error.
"""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any, Final, Protocol, TypeVar

import httpx2

from dispatch.clock import SystemClock
from dispatch.routing.port import RungDown

Value = TypeVar("Value")

PATIENCE_S: Final = 0.8
"""A table of 500 groups takes a tenth of it on a city; a dispatcher waits no longer than this."""

MOST_BYTES: Final = 16 * 1024**2
_IDLE_S: Final = 2.0
"""The engine closes a connection that is idle for 5 s; one that might be closing is not used again."""


class Sitting(Protocol):
    """The questions that one call to the router needs: all of them together take the patience, not each."""

    def ask(self, path: str, question: dict[str, Any]) -> dict[str, Any]:
        """The answer. Raises `RungDown`: `engine-gone`, `engine-hung` or `engine-garbled`."""
        ...


class Engine(Protocol):
    """What answers questions about roads."""

    def sitting(self) -> Sitting:
        """Begins now."""
        ...


class HttpEngine:
    """One engine at `url`. Safe from any thread; tries once."""

    def __init__(self, url: str, patience: float = PATIENCE_S, most: int = MOST_BYTES) -> None:
        self._patience = patience
        self._most = most
        self._client = httpx2.Client(
            base_url=url,
            timeout=httpx2.Timeout(patience),
            limits=httpx2.Limits(max_connections=8, keepalive_expiry=_IDLE_S),
            trust_env=False,
            headers={"accept-encoding": "identity"},
        )

    def sitting(self) -> Sitting:
        """See `Engine.sitting`."""
        return HttpSitting(self, SystemClock().monotonic() + self._patience)

    def ask(self, path: str, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """See `Sitting.ask`; at most so many seconds."""
        try:
            return within(seconds, lambda: self._answer(path, question))
        except (TimeoutError, httpx2.TimeoutException):
            raise RungDown("engine-hung") from None
        except (httpx2.NetworkError, httpx2.ProxyError, OSError):
            raise RungDown("engine-gone") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError):
            raise RungDown("engine-garbled") from None

    def _answer(self, path: str, question: dict[str, Any]) -> dict[str, Any]:
        read = b""
        with self._client.stream("POST", path, json=question) as response:
            for part in response.iter_bytes():
                read += part
                if len(read) > self._most:
                    raise ValueError("an answer of this size is none")
        found = httpx2.Response(200, content=read).json()
        if not isinstance(found, dict):
            raise ValueError("an answer is an object")
        return found


class HttpSitting:
    """See `Sitting`. `until`: by the machine's own monotonic clock."""

    def __init__(self, engine: HttpEngine, until: float) -> None:
        self._engine = engine
        self._until = until

    def ask(self, path: str, question: dict[str, Any]) -> dict[str, Any]:
        """See `Sitting.ask`."""
        left = self._until - SystemClock().monotonic()
        if left <= 0:
            raise RungDown("engine-hung")
        return self._engine.ask(path, question, left)


def within(seconds: float, work: Callable[[], Value]) -> Value:
    """What `work` gives or raises, or `TimeoutError` when its time is over, whatever it is doing then.

    A client's own time-outs count from byte to byte and know nothing of looking up a name; hence a thread,
    which ends by itself when its work does.
    """
    found: Future[Value] = Future()

    def run() -> None:
        try:
            found.set_result(work())
        except BaseException as error:  # noqa: BLE001 - whoever waits is told
            found.set_exception(error)

    Thread(target=run, name="road engine", daemon=True).start()
    return found.result(timeout=seconds)
