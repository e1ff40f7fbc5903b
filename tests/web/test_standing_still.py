"""A process that stood still goes on where it was: what was asked meanwhile is answered."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.web.small import filled

pytestmark = pytest.mark.slow

SERVE = [sys.executable, "-c", "from web.cli.main import main; main()", "serve", "--port", "0", "--data"]
STILL = 1.5


@contextmanager
def serving(data: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    process = subprocess.Popen(
        [*SERVE, str(data)], stdout=subprocess.PIPE, text=True, env={**os.environ, **settings}
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://localhost:(\d+)", process.stdout.readline())
        assert found
        yield process, int(found[1])
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=15)


def said(line: HTTPConnection) -> int:
    answer = line.getresponse()
    answer.read()
    return answer.status


@pytest.mark.parametrize("planted", [{}, {"JEDEL_LIMIT_IDLE_S": "1"}], ids=["as it is", "planted"])
def test_who_asked_while_it_stood_still_is_answered(tmp_path: Path, planted: dict[str, str]) -> None:
    """The loop looks at its clocks before it looks at what came in: a connection whose time was over
    meanwhile would be closed with a question on it."""
    data = filled(tmp_path / "data", "sqlite:").data
    with serving(data, **planted) as (process, port):
        line = HTTPConnection("127.0.0.1", port, timeout=10)
        line.request("GET", "/health", headers={"Host": "localhost"})
        before = said(line)
        process.send_signal(signal.SIGSTOP)
        line.request("GET", "/health", headers={"Host": "localhost"})
        time.sleep(STILL)
        process.send_signal(signal.SIGCONT)
        if planted:
            with pytest.raises(ConnectionError):
                said(line)
        else:
            assert said(line) == before
        line.close()
