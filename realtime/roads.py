"""What a screen gets of the rungs of travel times: the one row of the topic `roads:<region>`."""

from typing import TypedDict


class RoadsRow(TypedDict):
    """`rung` gives the times now, `best` would if it could; `since` and `code` say why it cannot."""

    rung: str
    best: str
    since: str | None
    code: str | None
