"""The line to Redis: every command once, in a quarter of a second or not at all.

redis-py's client repeats what it is not sure of (a hint twice, a count of two) and lets a silent server hold
a caller for the better part of a minute; none of that is asked for here, so its connections are used without
it, which besides takes half as long.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any, Final

import redis
from redis.backoff import NoBackoff
from redis.connection import ConnectionInterface
from redis.retry import Retry

from dispatch.hints.port import Code

PATIENCE: Final = 0.25
"""Seconds for a connection, and for an answer."""
LEFT_ALONE: Final = 1.0
"""Seconds without a command after one that failed: whoever asks meanwhile does not wait for nothing."""
KEPT: Final = 8
"""Connections that wait for the next command; each is one thread's at a time."""
_log = logging.getLogger(__name__)


def _no_memory(error: redis.exceptions.ResponseError) -> bool:
    return isinstance(error, redis.exceptions.OutOfMemoryError)


class RedisLine:
    """The memory of one installation in a Redis, which others may share: every name begins with `prefix`."""

    def __init__(self, url: str, prefix: str, monotonic: Callable[[], float]) -> None:
        self._pool = redis.ConnectionPool.from_url(url)
        self._pool.connection_kwargs |= {  # after the URL was read, which could say otherwise
            "socket_timeout": PATIENCE,
            "socket_connect_timeout": PATIENCE,
            "retry": Retry(NoBackoff(), 0),
            "protocol": 2,
            "driver_info": None,
        }
        self._idle: deque[ConnectionInterface] = deque()
        self._prefix = prefix
        self._monotonic = monotonic
        self._lock = Lock()
        self._resting_until = 0.0
        self.fault: Code | None = None
        """Why the latest command was not answered; nothing while they are."""

    def name(self, *parts: str) -> str:
        return ":".join((self._prefix, *parts))

    def connection(self) -> ConnectionInterface:
        """One more, for whoever listens; not connected yet."""
        return self._pool.make_connection()

    def ask(self, *command: str | bytes | float) -> Any:
        """See `Memory`."""
        if self._monotonic() < self._resting_until:
            return None
        try:
            answer = self._answer(command)
        except redis.exceptions.ResponseError as error:  # of a script too, which wraps it
            self._failed("full" if "OOM" in str(error) or _no_memory(error) else "garbled", error)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            self._failed("unreachable", error)
        except Exception as error:  # noqa: BLE001 - whatever a broken server makes of it: there is no answer
            self._failed("garbled", error)
        else:
            self.fault = None
            return answer
        return None

    def _answer(self, command: Sequence[str | bytes | float]) -> Any:
        connection = self._connected()
        try:
            connection.send_command(*command)  # type: ignore[no-untyped-call]
            answer = connection.read_response()
        except redis.exceptions.ResponseError:
            self._keep(connection)
            raise
        except BaseException:  # what comes over it later would answer another command
            connection.disconnect()  # type: ignore[no-untyped-call]
            raise
        self._keep(connection)
        return answer

    def _connected(self) -> ConnectionInterface:
        try:
            return self._idle.pop()
        except IndexError:
            connection = self.connection()
            connection.connect()  # type: ignore[no-untyped-call]
            return connection

    def _keep(self, connection: ConnectionInterface) -> None:
        if len(self._idle) < KEPT:
            self._idle.append(connection)
        else:
            connection.disconnect()  # type: ignore[no-untyped-call]

    def _failed(self, code: Code, error: Exception) -> None:
        """The words of an error may hold the address; its kind says enough."""
        with self._lock:
            if self.fault != code:
                _log.warning("redis: %s (%s)", code, type(error).__name__)
            self.fault = code
            if code != "full":
                self._resting_until = self._monotonic() + LEFT_ALONE
        if code != "full":
            self.close()  # others of the same server are as good

    def close(self) -> None:
        """Let go of what waits; whoever asks later connects anew."""
        with suppress(IndexError):
            while True:
                self._idle.pop().disconnect()  # type: ignore[no-untyped-call]
