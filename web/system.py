"""Everything that one running installation is made of. `bootstrap` builds it; handlers are handed it."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from dispatch.access_store import AccessStore
from dispatch.calibration import Calibration
from dispatch.cards_read import CardsRead
from dispatch.clock import Clock
from dispatch.drives_table import DrivenDrives
from dispatch.driving import Driving
from dispatch.factors import Factors
from dispatch.feeds import Feeds
from dispatch.follower import Follower
from dispatch.guessing import Guesses
from dispatch.hints.port import Hints
from dispatch.inbox import Inbox
from dispatch.joint_plan import Planned
from dispatch.lease import Acting, Lease
from dispatch.ledger_table import Duties
from dispatch.one_time import OneTimeCodes
from dispatch.onlooker import Onlooker
from dispatch.passwords import Passwords
from dispatch.phones import Phones
from dispatch.ports import Row
from dispatch.positions import Positions
from dispatch.reads import ReadLog
from dispatch.roads.base_map import BaseMaps
from dispatch.roads.places import Places
from dispatch.routing.calibrated import Calibrated
from dispatch.sessions import Sessions
from dispatch.shown import Shown
from dispatch.staging import Staging
from dispatch.store import Store
from dispatch.tables.port import Tables
from dispatch.tickets import Tickets
from dispatch.ways import Ways
from domain.recommendation import Recommendation
from projections.search import SchoolSearch
from projections.traces import Traces
from realtime.fanout import Hub
from web.certificate import Certificate
from web.feed_gate import FeedGate
from web.form_parts import PublicForm
from web.oidc.sign_on import SignOn
from web.press import Press
from web.settings import Settings


class Looks(Protocol):
    """Something that looks at what other processes do, on a thread of its own."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


@dataclass(slots=True, kw_only=True)
class System:
    """`demonstration` is what the data directory says of itself: invented people, logins for everybody.

    `router` gives travel times, by what `calibration` learnt of `drives`; `driving` are the groups on the
    road, `ways` their lines on the map. `base_maps` is what screens draw streets from; `shown` are
    recommendations that dispatchers have on their screens, by id, with the case each was for, `plans` joint
    plans, with the region, `shown_by_all` those of all processes.
    `retaining` is held while what is past its time goes. `work` and `lease`, where several processes could
    act for the installation, say which one does. `country` is every installation behind this address by
    region, this one among them; empty where it is alone.
    """

    settings: Settings
    demonstration: bool
    clock: Clock
    store: Store
    hub: Hub
    hints: Hints
    work: Tables | None
    lease: Lease | None
    shown_by_all: Shown | None
    positions: Positions
    router: Calibrated
    calibration: Calibration
    drives: DrivenDrives
    driving: Driving
    ways: Ways
    access_tables: Tables
    access: AccessStore
    sessions: Sessions
    factors: Factors
    reads: ReadLog
    cards_read: CardsRead
    inbox: Inbox
    follower: Follower
    views: Onlooker
    duties: Duties
    feeds: Feeds
    feed_gate: FeedGate
    sign_on: SignOn | None
    certificate: Certificate | None
    form: PublicForm
    phones: Phones
    passwords: Passwords
    guessing: Guesses
    networks: Guesses
    one_time: OneTimeCodes
    tickets: Tickets
    search: SchoolSearch
    traces: Traces
    base_maps: BaseMaps
    places: Places
    staging: Staging
    press: Press
    entrance: ThreadPoolExecutor
    acting: Acting = field(default_factory=Acting)
    lookouts: list[Looks] = field(default_factory=list)
    retaining: asyncio.Lock = field(default_factory=asyncio.Lock)
    shown: OrderedDict[UUID, tuple[UUID, Recommendation]] = field(default_factory=OrderedDict)
    plans: OrderedDict[UUID, tuple[str, Planned]] = field(default_factory=OrderedDict)
    country: Mapping[str, "System"] = field(default_factory=dict)

    def row(self, table: str, key: str) -> Row | None:
        """One committed row of a hot table."""
        return self.store.hot.committed(table, key)

    def rows(self, table: str) -> dict[str, Row]:
        """Every committed row of a hot table, without finished ones."""
        return self.store.hot.snapshot(table)[1]

    def region_rows(self, table: str, region: str) -> list[Row]:
        """The rows of a hot table that belong to a region, without finished ones."""
        return [row for row in self.rows(table).values() if row.get("region") == region]

    def every_row(self, table: str, region: str | None = None, holding: str = "") -> Iterator[Row]:
        """All rows of a hot table, of one region or of all, finished ones too: read from the log's database,
        one after another. `holding`: those in which this stands somewhere. Blocks."""
        found = self.store.every_row(table, region, holding.encode())
        return found if region is None else (row for row in found if row.get("region") == region)

    def name_of(self, account: UUID | str | None) -> str | None:
        """What colleagues call somebody; nothing for the clock, and for an account that is not there."""
        row = None if account is None else self.row("accounts", str(account))
        return None if row is None else str(row["name"])

    def centre_row(self, region: str) -> Row:
        """The centre that answers for a region."""
        return next(row for row in self.rows("centres").values() if row["region"] == region)

    def centre_of(self, region: str) -> UUID:
        return UUID(self.centre_row(region)["id"])
