"""What no moment was left for is looked for every minute, and asked about by a command that counts once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from dispatch.ports import Due, QueueFull, Row, StoreUnavailable, Submission
from domain.moments import CheckMoment

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 60.0


async def every_minute(what: str, look: Callable[[], Awaitable[int]]) -> None:
    """At the start and from then on; `look` says how many were asked, `what` names them in the log."""
    while True:
        try:
            asked = await look()
            if asked:
                log.info("%s: %d asked", what, asked)
        except (QueueFull, StoreUnavailable):
            log.warning("%s could not be looked at; later again", what)
        except Exception:
            log.exception("%s could not be asked about", what)
        await asyncio.sleep(LOOK_EVERY_S)


def check_of(row: Row, question: CheckMoment, now: datetime, kind: UUID, once: str) -> Submission:
    """The question put to the stream of a row; the same command for the same `kind`, row and `once`."""
    centre = UUID(row["centre"])
    due = Due(at=now, stream=UUID(row["id"]), kind=question.kind, ref=question.ref, position=0, centre=centre)
    return Submission(
        name="check-moment",
        command=question,
        command_id=uuid5(kind, f"{row['id']}|{once}"),
        by=None,
        role="system",
        region="",
        centre=centre,
        due=due,
    )
