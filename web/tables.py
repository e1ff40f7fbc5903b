"""The hot tables of an installation: folded inside the transaction that stores an event."""

from collections.abc import Sequence

from dispatch.ports import HotFold
from projections.account_register import ACCOUNTS
from projections.breaches import BREACHES
from projections.calendars import CALENDARS
from projections.exports import Exports
from projections.keeping import Keeping
from projections.monitoring import MONITORING
from projections.queue import Queue
from projections.registers import CENTRES, SCHOOLS, SPECIALISTS, VEHICLES
from projections.teams import Teams
from projections.traces import Traces


def tables(traces: Traces) -> Sequence[HotFold]:
    """All of them; the traces go by the installation's own keys."""
    registers = (SCHOOLS, SPECIALISTS, VEHICLES, ACCOUNTS, CENTRES)
    return (Queue(), Teams(), *registers, CALENDARS, MONITORING, BREACHES, Keeping(), Exports(), traces)
