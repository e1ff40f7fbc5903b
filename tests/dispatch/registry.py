"""A register in memory: commands are decided and folded as in the product, and a command id counts once."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from dispatch.importers.difference import Review, orders, review
from dispatch.importers.found import Register
from dispatch.importers.kinds import KINDS
from dispatch.importers.order import Order, Report, carry_out
from dispatch.importers.specialists import members_of
from dispatch.ports import Accepted
from domain import school, specialist, team
from domain.envelope import Envelope, Recorded
from domain.refusal import Refused
from projections.registers import SCHOOLS, SPECIALISTS
from projections.teams import Teams

REGION = "KZ-75"
NOW = datetime(2026, 3, 16, 7, 30, tzinfo=UTC)
MODULES: dict[str, tuple[Any, str, Any]] = {
    "register-school": (school, "school", SCHOOLS),
    "register-specialist": (specialist, "specialist", SPECIALISTS),
    "register-team": (team, "team", Teams()),
}
ENVELOPE = Envelope(
    happened_at=NOW,
    recorded_at=NOW,
    by=None,
    role="import",
    device=None,
    sequence=None,
    command_id=UUID(int=1),
    because_of=None,
    centre=UUID(int=2),
)


@dataclass
class Registry:
    """All registers of one region."""

    seen: set[UUID] = field(default_factory=set)
    states: dict[UUID, Any] = field(default_factory=dict)
    tables: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"schools": {}, "specialists": {}, "teams": {}}
    )

    async def submit(self, order: Order) -> Accepted | Refused:
        if order.command_id in self.seen:
            return Accepted(position=0, answer={}, repeated=True)
        module, key, fold = MODULES[order.name]
        stream = getattr(order.command, key)
        events = module.decide(self.states.get(stream, module.INITIAL), order.command)
        if isinstance(events, Refused):
            return events
        rows = self.tables[fold.name]
        for event in events:
            self.states[stream] = module.evolve(self.states.get(stream, module.INITIAL), event)
            recorded = Recorded(
                position=1, stream=stream, version=1, name=order.name, envelope=ENVELOPE, event=event
            )
            rows[str(stream)] = fold.fold(rows.get(str(stream)), recorded)
        self.seen.add(order.command_id)
        return Accepted(position=1, answer={})

    def register(self, kind: str) -> Register:
        members = members_of(self.tables["specialists"])
        return Register(region=REGION, rows=dict(self.tables[KINDS[kind].table]), members=members)

    def review(self, kind: str, text: str | bytes, filename: str = "file.csv") -> Review:
        content = text.encode() if isinstance(text, str) else text
        return review(KINDS[kind], content, filename, self.register(kind))

    def apply(self, kind: str, text: str | bytes, filename: str = "file.csv") -> tuple[Review, Report]:
        """Review a file and store what it would change."""
        found = self.review(kind, text, filename)
        return found, asyncio.run(carry_out(orders(found, KINDS[kind], uuid4()), self.submit))
