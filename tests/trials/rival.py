"""One of two processes that dispatch at the same time, on one log in PostgreSQL.

    python -m tests.trials.rival DIRECTORY URL [--blind]

Says "ready", then carries out each command that a line of its standard input names (account, case, visit,
team, command id) and says what became of it; at the end of its input, what all its tables hold. Planted:
`--blind` follows the versions of what others append but not that a group was booked, and checks no claim.
"""

import json
import sys
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import orjson

from dispatch.claims_store import Claims
from dispatch.clock import SystemClock
from dispatch.keys import Keys
from dispatch.ports import Accepted
from dispatch.sql.postgres import PostgresDatabase
from dispatch.standing import Standing, Streams
from dispatch.store import Catalogue, Store
from domain.case.visit_commands import AssignTeam
from domain.catalogue import EVENTS, UPCASTS
from domain.envelope import Recorded
from domain.identity import AccountId, CaseId, TeamId, VisitId
from domain.shift import TeamBooked
from projections.traces import Traces
from tests.bench.evening import submission
from web.engine import RULES
from web.tables import tables


def opened(data: Path, url: str) -> Store:
    """The product's engine alone; started."""

    def folds(keys: Keys) -> list[object]:
        return list(tables(Traces(keys.blind)))

    catalogue = Catalogue(events=EVENTS, upcasts=UPCASTS)
    store = Store(data, catalogue, RULES, folds, SystemClock(), database=PostgresDatabase(url))  # type: ignore[arg-type]
    store.start(ticking=False)
    return store


def be_blind() -> None:
    """Versions are those of the log, a booking by another is not seen; no claim stands in the way."""
    take_in = Streams.take_in

    def version_only(self: Streams, recorded: Recorded, link: bytes) -> None:
        kept = self._kept.get(recorded.stream.int)
        if kept is not None and isinstance(recorded.event, TeamBooked):
            self._kept[recorded.stream.int] = Standing(recorded.version, link, kept.kind, kept.state)
        else:
            take_in(self, recorded, link)

    Streams.take_in = version_only  # type: ignore[method-assign]
    Claims.flush = lambda *_: None  # type: ignore[method-assign,assignment]
    holder = Claims.holder
    Claims.holder = lambda self, claim: None if claim[0] == "team-on-visit" else holder(self, claim)  # type: ignore[method-assign]


def told(store: Store) -> str:
    """A hash of all hot rows and claims, and the head."""
    rows = {name: store.hot.snapshot(name)[1] for name in sorted(store.hot.folds)}
    claims = sorted(
        (*claim, held.holder) for claim, held in store._committer._books.parts.claims._held.items()
    )
    said = orjson.dumps([store.log.head, rows, claims], option=orjson.OPT_SORT_KEYS)
    return sha256(said).hexdigest()


def main(directory: str, url: str, *flags: str) -> None:
    if "--blind" in flags:
        be_blind()
    store = opened(Path(directory), url)
    print("ready", flush=True)
    for line in sys.stdin:
        account, case, visit, team, command_id = (UUID(part) for part in line.split())
        asked = AssignTeam(case=CaseId(case), visit=VisitId(visit), team=TeamId(team))
        sent = submission(asked, by=AccountId(account), command_id=command_id)
        outcome = store.writer.call(sent, timeout=30)
        if isinstance(outcome, Accepted):
            print(json.dumps({"position": outcome.position, "repeated": outcome.repeated}), flush=True)
        else:
            print(json.dumps({"code": outcome.code, "params": dict(outcome.params)}), flush=True)
    store.writer.look()
    store.writer.aside(lambda _: None)
    print(told(store), flush=True)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
