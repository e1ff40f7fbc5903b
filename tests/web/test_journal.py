"""The log is made of an allow-list: whatever somebody formats into a message, no value of it is written."""

import asyncio
import json
import logging
import subprocess
import sys
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.journal import FIELDS, Journal, watch

NAME = "Zzyzx Qwertova"
CASE = UUID(int=7)


def line(logger: str, level: int, message: object, *args: object, **more: object) -> dict[str, object]:
    record = logging.getLogger(logger).makeRecord(
        logger, level, "/x/desk.py", 12, message, args, more.pop("exc_info", None), extra=more
    )
    text = Journal().format(record)
    assert "\n" not in text
    found = json.loads(text)
    assert set(found) <= set(FIELDS)
    return dict(found)


def test_words_numbers_ids_and_codes_are_written() -> None:
    told = line("dispatch.x", logging.WARNING, "%s of %s: %d times %s", "case-unknown", CASE, 3, "ValueError")
    assert told["says"] == "%s of %s: %d times %s"
    assert told["values"] == ["case-unknown", str(CASE), 3, "ValueError"]
    assert (told["level"], told["logger"], told["where"]) == ("warning", "dispatch.x", "desk:12")


def test_our_own_reasons_are_written_and_no_other_field() -> None:
    told = line("dispatch.writer", logging.ERROR, "the store", reason="the disk is full", child=NAME)
    assert (told["reason"], NAME in str(told)) == ("the disk is full", False)
    assert "reason" not in line("library", logging.ERROR, "it", reason=NAME)


@pytest.mark.parametrize("logger", ["web.doors", "uvicorn.error", "asyncio", "sqlite3", "root"])
def test_no_argument_and_no_text_of_an_exception_is_written(logger: str) -> None:
    try:
        try:
            {}[NAME]
        except KeyError as error:
            raise ValueError(f"no child {NAME}") from error
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    told = line(logger, logging.ERROR, "what became of %s", NAME, exc_info=info)
    assert NAME not in json.dumps(told, ensure_ascii=False)
    assert told["errors"] == ["ValueError", "KeyError"]
    assert "test_no_argument_and_no_text_of_an_exception_is_written" in str(told["traceback"])


def test_a_library_that_formats_its_own_message_says_plain_words_only() -> None:
    told = line("asyncio", logging.ERROR, f"Task exception was never retrieved\nfuture: {NAME!r}")
    assert told["says"] == "Task exception was never retrieved"
    told = line("uvicorn.error", logging.INFO, '%s - "WebSocket %s" [accepted]', "::1", f"/live?q={NAME}")
    assert (told["says"], "values" in told) == ('%s - "WebSocket %s" [accepted]', False)


@given(st.lists(st.text(min_size=1).map(lambda text: f"§{text}"), min_size=1, max_size=4))
def test_no_argument_of_any_shape_is_written(values: list[str]) -> None:
    told = line("web.x", logging.ERROR, "%s " * len(values), *values)
    assert "§" not in json.dumps(told, ensure_ascii=False)


CRASH = """
import asyncio, logging, threading, sys
from web.journal import install, watch
install()
name = "Zzyzx Qwertova"
logging.getLogger("web.doors").exception("a door", exc_info=ValueError(name))
def broken(): raise ValueError(name)
thread = threading.Thread(target=broken, name=name); thread.start(); thread.join()
class Torn:
    def __del__(self): raise KeyError(name)
Torn()
async def main():
    watch(asyncio.get_running_loop())
    task = asyncio.create_task(lost(), name=name)
    await asyncio.sleep(0.01)
    del task
async def lost(): raise ValueError(name)
asyncio.run(main())
import gc; gc.collect()
raise RuntimeError(name)
"""


def test_a_program_that_crashes_everywhere_names_nobody() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH], capture_output=True, text=True, timeout=60, check=False
    )
    lines = [json.loads(one) for one in done.stderr.splitlines()]
    assert (done.returncode, done.stdout, "Zzyzx" in done.stderr) == (1, "", False)
    assert [one["errors"][0] for one in lines] == [
        "ValueError",
        "ValueError",
        "KeyError",
        "ValueError",
        "RuntimeError",
    ]


def test_a_plain_formatter_would_name_somebody() -> None:
    """The planted fault: what the allow-list is there for."""
    record = logging.LogRecord("web.x", logging.ERROR, "x.py", 1, "no child %s", (NAME,), None)
    assert NAME in logging.Formatter().format(record)


def test_a_lost_task_is_told_by_its_kind(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        watch(loop)
        loop.call_exception_handler({"message": NAME, "exception": ValueError(NAME)})

    asyncio.run(main())
    assert [record.getMessage() for record in caplog.records] == ["a task ended by an error nobody expected"]
