"""A process that stood still goes on where it was: what was asked meanwhile is answered."""

import signal
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.web.own_process import serving
from tests.web.small import filled

pytestmark = pytest.mark.slow

STILL = 1.5


def said(line: HTTPConnection) -> int:
    answer = line.getresponse()
    answer.read()
    return answer.status


@pytest.mark.parametrize("planted", [{}, {"JEDEL_LIMIT_IDLE_S": "1"}], ids=["as it is", "planted"])
def test_who_asked_while_it_stood_still_is_answered(tmp_path: Path, planted: dict[str, str]) -> None:
    """The loop looks at its clocks before it looks at what came in: a connection whose time was over
    meanwhile would be closed with a question on it."""
    data = filled(tmp_path / "data", "sqlite:").data
    with serving(data, **planted) as running:
        line = HTTPConnection("127.0.0.1", running.port, timeout=10)
        line.request("GET", "/health", headers={"Host": "localhost"})
        before = said(line)
        running.process.send_signal(signal.SIGSTOP)
        line.request("GET", "/health", headers={"Host": "localhost"})
        time.sleep(STILL)
        running.process.send_signal(signal.SIGCONT)
        if planted:
            with pytest.raises(ConnectionError):
                said(line)
        else:
            assert said(line) == before
        line.close()
