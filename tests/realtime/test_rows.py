"""Screens in step stand in rows: none is told twice, or too little, however a fan-out is interrupted."""

from typing import Any

import pytest

from realtime.fanout import Hub
from realtime.screen import Row, Screen
from tests.realtime.machine import Client, LiveLaw
from tests.realtime.mirror import Message, Mirror
from tests.realtime.storm import storm


class AttentiveMirror(Mirror):
    """Nothing is lost on its way here, so that it need never ask again, or ignore anything."""

    def take(self, message: Message) -> bool:
        if message["t"] == "d" and self.state == "live":
            assert (message["epoch"], message["prev"]) == (self.epoch, self.pos), message
        return super().take(message)

    def heartbeat(self, heads: Message) -> bool:
        missing = super().heartbeat(heads)
        assert not (missing and self.state == "live"), heads
        return missing


class RowsLaw(LiveLaw):
    """No frame is lost, rows are of two, and everybody reads while a change is on its way to others."""

    CLIENTS = 5
    CHUNK = 2

    def client(self, number: int) -> Client:
        client = super().client(number)
        client.screen.mirrors = {name: AttentiveMirror(name) for name in client.screen.mirrors}
        return client

    def lose(self, number: int) -> None:
        pass

    def flush(self) -> None:
        fanout = self.hub.flush()
        try:
            while True:
                fanout.send(None)  # up to where it gives way to others
                self.deliver_all()
                self.break_off(0)
                self.come_back(0)
        except StopIteration:
            pass


def storms() -> None:
    for seed in range(8):
        storm(RowsLaw(), seed, 300)


def test_nobody_is_told_twice_or_too_little() -> None:
    storms()


def forgetful(screen: Screen) -> None:
    """Steps out without what the row knew."""
    if screen.row is not None:
        del screen.row.writes[screen]
        screen.row = None


def careless(self: Hub, step: Any, row: Row) -> None:
    """Writes to rows that were begun since, too."""
    row.sent = step.after
    for write in tuple(row.writes.values()):
        write(step.frame or b"\x81\x02[]")


PLANTED = {
    "a screen steps out with an old mark": (Screen, "step_out", forgetful),
    "a row is written to whatever it holds": (Hub, "_write", careless),
    "a full screen stays in its row": (Screen, "paused", lambda _screen: None),
    "a row is not seen to be late": (Hub, "_write", lambda _hub, _step, _row: None),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_faults_are_seen(planted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, fault = PLANTED[planted]
    monkeypatch.setattr(where, name, fault)
    with pytest.raises(AssertionError):
        storms()
