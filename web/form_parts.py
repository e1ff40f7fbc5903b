"""Everything that the public form keeps: the gate, the lane, the receipts, the schools' codes."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.keys import Keys
from dispatch.lane import Lane
from dispatch.lane_store import LaneStore
from dispatch.ports import StoreUnavailable
from dispatch.receipts import Receipts
from dispatch.school_codes import SchoolCodes
from dispatch.tables.port import Tables
from dispatch.wrapping import Wrapping
from web.form_gate import Gate
from web.form_turn import Turns
from web.limits import Limits

_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class PublicForm:
    """Built by `bootstrap`, closed with the system."""

    gate: Gate
    turns: Turns
    lane: Lane
    receipts: Receipts
    codes: SchoolCodes

    def forget(self, cases: Collection[UUID]) -> None:
        """Nothing of these cases stays here: no words, no receipts. Asked again at each start.

        What the disk refuses is logged and done at the next start: the keys are gone already.
        """
        try:
            self.receipts.forget(cases)
            self.lane.store.forget(cases)
            if not self.lane.store.settle():
                _log.warning("form.db is read by somebody: what was deleted stands in its write-ahead log")
        except StoreUnavailable as fault:
            _log.error("the form keeps something of %d forgotten: %s", len(cases), fault.reason)

    def close(self) -> None:
        self.lane.close()
        self.receipts.close()


def open_form(tables: Tables, keys: Keys, wrapping: Wrapping, limits: Limits) -> PublicForm:
    """The lane and the receipts in these tables, and what stands around them."""
    store = LaneStore(tables, wrapping)
    return PublicForm(
        gate=Gate(limits, SystemClock().monotonic, keys.blind("form", "pages").encode()),
        turns=Turns(limits.form_waiting),
        lane=Lane(store, most_bytes=limits.lane_bytes, most_waiting=limits.lane_waiting),
        receipts=Receipts(tables, keys, most_waiting=limits.receipts_waiting),
        codes=SchoolCodes(keys),
    )
