"""Open screens follow what an account may do: a session that ends, by hand or by itself, within 5 seconds."""

import time
from dataclasses import fields
from datetime import timedelta
from typing import Final
from uuid import UUID

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.plain_http import browser
from tests.web.client import Client, Running
from web.limits import Limits
from web.visitor import cookie_name

BOUND_S: Final = 5.0
"""How long a screen may show what its account may not see any more."""
SESSION_OVER: Final = 4401


def closed_after(socket: ClientConnection, began: float) -> float:
    """Seconds until the server closes it; what it still had to say comes before."""
    try:
        while time.monotonic() - began < 3 * BOUND_S:
            socket.recv(timeout=3 * BOUND_S)
    except ConnectionClosed:
        assert socket.close_code == SESSION_OVER
        return time.monotonic() - began
    raise AssertionError("the screen is still open")


def test_a_session_that_is_ended_elsewhere_takes_its_screens_with_it(server: Running) -> None:
    here, there = server.enter("dispatcher2"), server.enter("dispatcher2")
    with there.live() as socket:
        socket.recv(timeout=BOUND_S)
        session = next(one for one in there.get("/api/me/sessions")["sessions"] if one["here"])
        began = time.monotonic()
        ended = here.raw("/api/me/sessions/end", f'{{"session":"{session["id"]}"}}'.encode())
        assert ended.status_code == 200
        assert closed_after(socket, began) < 1
    with here.live() as mine:
        assert mine.recv(timeout=BOUND_S)


@pytest.mark.slow
def test_a_session_that_is_over_by_time_closes_its_screens(server: Running) -> None:
    account = UUID(server.enter("dispatcher2").me["account"])
    lasts = timedelta(seconds=1)
    token, _ = server.system.sessions.begin(account, "test", lasts)
    http = browser(cookies={cookie_name(server.system.settings): token})
    with Client(http=http, origin=server.url).live() as socket:
        assert closed_after(socket, time.monotonic()) < lasts.total_seconds() + BOUND_S


def test_nobody_can_set_it_slower() -> None:
    (setting,) = (spec for spec in fields(Limits) if spec.name == "rights_every")
    assert setting.default <= setting.metadata["bound"].most <= BOUND_S
