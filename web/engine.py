"""The engine of one installation, told everything about the domain: events, decisions, rules, hot tables."""

from collections.abc import Sequence
from typing import Final

from dispatch.addressees import addressees
from dispatch.batch import Rules
from dispatch.claims import claims_of
from dispatch.clock import Clock
from dispatch.courier import Post
from dispatch.deadlines import moments_of
from dispatch.desk import desk
from dispatch.graves import Forgotten
from dispatch.inbox import Inbox
from dispatch.keys import Keys
from dispatch.ports import HotFold
from dispatch.store import Catalogue, Store
from domain.case.forgetting import forgets
from domain.catalogue import EVENTS, UPCASTS
from domain.notices import notices_of
from projections.keeping import Keeping, forgotten_subjects
from projections.traces import Traces
from web.keys_place import keys_of
from web.log_place import database_of, note_place
from web.settings import Settings
from web.tables import tables

RULES: Final = Rules(
    decide=desk, claims_of=claims_of, moments_of=moments_of, notices_of=notices_of, forgets_of=forgets
)
"""What the engine is told about the domain."""


def open_store(settings: Settings, clock: Clock, inbox: Inbox) -> tuple[Store, Traces]:
    """The store, not started, and the traces that children are looked up by."""
    traces: list[Traces] = []

    def folds(keys: Keys) -> Sequence[HotFold]:
        traces.append(Traces(keys.blind))
        return tables(traces[0])

    store = Store(
        settings.data,
        Catalogue(events=EVENTS, upcasts=UPCASTS),
        RULES,
        folds,
        clock,
        settings.limits.of_engine(),
        Post(channels=(inbox,), addressees=addressees),
        settings.checkpoints,
        Forgotten(table=Keeping.name, subjects=forgotten_subjects),
        database_of(settings),
        keys_of(settings),
    )
    note_place(settings)
    return store, traces[0]
