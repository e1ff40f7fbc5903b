"""The calendars of a data directory, read beside a running server or without one; no keys are needed."""

import json
from pathlib import Path

from domain.calendar import Calendars
from projections.calendars import editions


def known_in(data: Path | None) -> Calendars:
    """The editions loaded into an installation; none without a directory or before its set-up."""
    if data is None or not (data / "log.db").exists():
        return Calendars()
    from dispatch.schema import open_to_read

    log = open_to_read(data / "log.db")
    try:
        wanted = "SELECT body FROM hot_row WHERE fold='calendars' AND body IS NOT NULL"
        return Calendars(loaded=editions(json.loads(body) for (body,) in log.execute(wanted)))
    finally:
        log.close()
