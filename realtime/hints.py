"""What a screen gets of how processes reach each other: the one row of the topic `hints:<region>`."""

from typing import TypedDict


class HintsRow(TypedDict):
    """While `lowered`, boards may be a second behind; `since` and `code` say why."""

    lowered: bool
    since: str | None
    code: str | None
