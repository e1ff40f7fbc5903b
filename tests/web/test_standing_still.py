"""A process that stood still goes on where it was: what was asked meanwhile is answered."""

import signal
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.web.own_process import Serving, serving
from tests.web.small import filled

pytestmark = pytest.mark.slow

STILL, TIMES, TIMES_PLANTED = 1.5, 3, 12
"""Seconds of a stop, and how many: what the loop does first depends on where in its turn it was stopped."""


def said(line: HTTPConnection) -> int:
    answer = line.getresponse()
    answer.read()
    return answer.status


def cut_off(running: Serving) -> bool:
    """Whether somebody who asked while it stood still was not answered."""
    line = HTTPConnection("127.0.0.1", running.port, timeout=10)
    line.request("GET", "/health", headers={"Host": "localhost"})
    before = said(line)
    running.process.send_signal(signal.SIGSTOP)
    line.request("GET", "/health", headers={"Host": "localhost"})
    time.sleep(STILL)
    running.process.send_signal(signal.SIGCONT)
    try:
        return said(line) != before
    except ConnectionError:
        return True
    finally:
        line.close()


def test_who_asked_while_it_stood_still_is_answered(tmp_path: Path) -> None:
    """The loop may look at its clocks before it looks at what came in: a connection whose time was over
    meanwhile would be closed with a question on it."""
    with serving(filled(tmp_path / "data", "sqlite:").data) as running:
        assert not any(cut_off(running) for _ in range(TIMES))


def test_planted_a_connection_that_may_be_idle_for_a_second_is_cut_off(tmp_path: Path) -> None:
    data = filled(tmp_path / "data", "sqlite:").data
    with serving(data, JEDEL_LIMIT_IDLE_S="1") as running:
        assert any(cut_off(running) for _ in range(TIMES_PLANTED))
