"""What a screen gets of a team on the road: a row of the topics `drives:<region>` and `drive:<team>`."""

from typing import Literal, TypedDict


class DriveRow(TypedDict):
    """When the team will be there (`eta_at`, to the minute), from where it was at `seen_at`; ISO 8601."""

    team: str
    visit: str
    eta_at: str
    rung: Literal["roads", "roads-builtin", "air"]
    seen_at: str
