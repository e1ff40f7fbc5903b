"""The calendars of a data directory, read beside a running server or without one; no keys are needed."""

import json
from contextlib import closing
from pathlib import Path

from domain.calendar import Calendars
from projections.calendars import editions
from web.log_place import is_there, open_log


def known_in(data: Path | None) -> Calendars:
    """The editions loaded into an installation; none without a directory or before its set-up."""
    if data is None or not is_there(data):
        return Calendars()
    from web.cli.options import EXPECTED, settings_from, told

    wanted = "SELECT body FROM hot_row WHERE fold='calendars' AND body IS NOT NULL"
    try:
        with closing(open_log(settings_from(data=data))) as log:
            return Calendars(loaded=editions(json.loads(body) for (body,) in log.execute(wanted)))
    except EXPECTED as error:
        raise told(error) from None
