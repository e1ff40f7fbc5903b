"""What a screen gets of a moving team: the row of the topics `positions:<region>`."""

from typing import Literal, TypedDict


class PositionRow(TypedDict):
    """Where a team was at `at` (ISO 8601, UTC) and who said so; newest per team, degrees WGS 84, metres."""

    team: str
    lat: float
    lon: float
    at: str
    source: Literal["phone", "status-press", "base"]
    accuracy_m: float | None
