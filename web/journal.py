"""The server's log: one JSON object a line, made of what is allowed and of nothing else.

A message that somebody formats can hold a child's name: a value in an exception's text, a URL, a row that a
library quotes. So no message is written as it was formatted. A line has the words that stand in the source,
numbers, ids, known codes, the kinds of exceptions and where in the program they were; texts of exceptions,
arguments and whatever libraries put together stay out.
"""

import asyncio
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final
from uuid import UUID

import orjson

from web.words import known

OURS: Final = ("web", "dispatch", "realtime", "projections", "domain", "jedel")
"""Loggers whose templates are words of our own sources."""

FIELDS: Final = ("at", "level", "logger", "says", "where", "values", "reason", "errors", "traceback")
"""Everything that a line can have."""

_KINDS: Final = re.compile(
    r"[A-Z][A-Za-z]{2,40}(Error|Exception|Timeout|Unavailable|Disconnect|Full|Refused)"
)
_FOREIGN: Final = re.compile(r"[A-Za-z ,.-]{1,80}")
_DEEPEST: Final = 30


class Journal(logging.Formatter):
    """Makes a record a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "says": _template(record),
            "where": f"{record.module}:{record.lineno}",
        }
        values = [value for value in map(_allowed, _arguments(record)) if value is not None]
        if values:
            line["values"] = values
        reason = getattr(record, "reason", None)
        if isinstance(reason, str) and _is_ours(record):
            line["reason"] = reason
        if record.exc_info and record.exc_info[1] is not None:
            line["errors"] = [type(error).__name__ for error in _chain(record.exc_info[1])]
            line["traceback"] = _places(record.exc_info[2])
        return orjson.dumps(line).decode()


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _template(record: logging.LogRecord) -> str:
    """The words of the source before anything was put into them; of a library only plain words."""
    text = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    if _is_ours(record) or record.args:
        return text
    found = _FOREIGN.match(text)
    return found[0].strip() if found else ""


def _arguments(record: logging.LogRecord) -> tuple[Any, ...]:
    return record.args if isinstance(record.args, tuple) else ()


def _allowed(value: object) -> str | int | float | None:
    """Numbers, ids, codes that have words in the catalogue, and kinds of exceptions."""
    if isinstance(value, int | float):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and (known(f"refusal.{value}") or _KINDS.fullmatch(value)):
        return value
    return None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _places(trace: TracebackType | None) -> list[str]:
    """Where it was: file, line, function; never the text of a line, which may be longer than it seems."""
    frames = traceback.extract_tb(trace)[-_DEEPEST:]
    return ["{}:{} {}".format("/".join(f.filename.split("/")[-2:]), f.lineno, f.name) for f in frames]


def install() -> None:
    """From now on everything that this process has to say for operators goes this way, crashes too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Journal())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    log = logging.getLogger("jedel.crash")

    def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.critical("the program ended by an error nobody expected", exc_info=(kind, error, trace))

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            log.critical(
                "a thread ended by an error nobody expected",
                exc_info=(args.exc_type, args.exc_value, args.exc_traceback),
            )

    def not_raised(args: Any) -> None:
        error = args.exc_value
        log.error("an error that could not be raised", exc_info=(type(error), error, args.exc_traceback))

    sys.excepthook, threading.excepthook, sys.unraisablehook = crashed, in_thread, not_raised


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """What an event loop has to say of lost tasks: without the task's description, which quotes the error."""
    log = logging.getLogger("jedel.loop")

    def told(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        info = None if error is None else (type(error), error, error.__traceback__)
        log.error("a task ended by an error nobody expected", exc_info=info)

    loop.set_exception_handler(told)
