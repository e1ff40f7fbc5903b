"""A group of the town on its way to a case, told of by its own phone; taken back at the end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.web.client import Client, Running


@dataclass
class Drive:
    """One visit under way."""

    server: Running
    phone: Client
    case: str
    visit: str

    @property
    def team(self) -> str:
        return str(self.phone.me["team"])

    def tell(self, name: str, **fields: Any) -> None:
        """A press on the group's phone."""
        answer = self.phone.send(name, case=self.case, visit=self.visit, **fields)
        assert answer.status_code == 200, answer.text

    def at(self, lat: float, lon: float, ago: timedelta = timedelta()) -> None:
        """The phone tells where it is."""
        when = (self.server.system.clock.now() - ago).isoformat()
        answer = self.phone.raw("/api/positions", json.dumps({"lat": lat, "lon": lon, "at": when}).encode())
        assert answer.status_code == 200, answer.text


def free_phone(server: Running) -> Client:
    """The phone of a group that nobody has sent yet."""
    for number in range(1, 30):
        phone = server.enter(f"team{number}")
        row = server.system.row("teams", phone.me["team"])
        if row is not None and row["status"] == "free":
            return phone
    raise AssertionError("every group is busy")


@contextmanager
def sent(server: Running, desk: Client, case: str, *, drives: bool = True) -> Iterator[Drive]:
    """A free group is sent to the case, by a recommendation, and sets out."""
    drive = Drive(server, free_phone(server), case, str(uuid4()))
    found = desk.get(f"/api/cases/{case}/recommendation")["id"]
    fields = {"case": case, "visit": drive.visit, "team": drive.team, "recommendation_id": found}
    answer = desk.send("assign-team", **fields, reason="as far as the test goes")
    assert answer.status_code == 200, answer.text
    try:
        if drives:
            drive.tell("accept-assignment", drive=True)
        yield drive
    finally:
        desk.send("cancel-assignment", case=case, visit=drive.visit, reason="over")
