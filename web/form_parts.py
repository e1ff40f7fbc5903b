"""Everything that the public form keeps: the gate, the lane, the receipts, the schools' codes."""

from dataclasses import dataclass
from pathlib import Path

from dispatch.clock import SystemClock
from dispatch.keys import Keys
from dispatch.lane import Lane
from dispatch.lane_store import LaneStore
from dispatch.receipts import Receipts
from dispatch.school_codes import SchoolCodes
from dispatch.wrapping import Wrapping
from web.form_gate import Gate
from web.form_turn import Turns
from web.limits import Limits


@dataclass(slots=True, kw_only=True)
class PublicForm:
    """Built by `bootstrap`, closed with the system."""

    gate: Gate
    turns: Turns
    lane: Lane
    receipts: Receipts
    codes: SchoolCodes

    def close(self) -> None:
        self.lane.close()
        self.receipts.close()


def open_form(data: Path, keys: Keys, limits: Limits) -> PublicForm:
    """`form.db` of a data directory, and what stands around it."""
    store = LaneStore(data / "form.db", Wrapping(data / "keys.kek"))
    return PublicForm(
        gate=Gate(limits, SystemClock().monotonic),
        turns=Turns(limits.form_waiting),
        lane=Lane(store, most_bytes=limits.lane_bytes, most_waiting=limits.lane_waiting),
        receipts=Receipts(data / "form.db", keys, most_waiting=limits.receipts_waiting),
        codes=SchoolCodes(keys),
    )
