"""What comes with every command from outside the decision: time, person, settings, calendar."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.centre import CentreSettings
from domain.identity import AccountId
from domain.law.calendars.edition import CalendarEdition


class Context(NamedTuple):
    """`now` is the writer's clock; `happened_at` what the person says, never after `now`. Both aware UTC.

    `by` is absent when the clock itself asks. `centre` holds the settings of the region's centre. `seen` is
    the version of the thing that the sender had before them; absent where nobody filled in a form.
    """

    now: datetime
    happened_at: datetime
    by: AccountId | None
    role: str
    region: str
    command_id: UUID
    centre: CentreSettings
    calendar: CalendarEdition
    seen: int | None = None
