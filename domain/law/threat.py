"""Rule 2. An immediate threat to life and health: at once, on the day of receipt, working day or not."""

from datetime import datetime

from domain.law.citations import Rule
from domain.law.local_time import last_second, local_date
from domain.law.terms import EVERY_DAY, RULES_IN_FORCE, DueKind, DueTime, Notice


def threat_due(received_at: datetime) -> DueTime:
    """r-threat: the end of the local day on which the request came (aware UTC).

    No calendar and no closing hour is asked: a threat does not wait for the centre to open.
    """
    day = local_date(received_at)
    return DueTime(
        at=last_second(day),
        kind=DueKind.THREAT,
        citation=Rule.THREAT,
        edition=EVERY_DAY,
        notices=(Notice.BEFORE_RULES,) if day < RULES_IN_FORCE else (),
    )
