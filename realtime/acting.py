"""What a screen gets of who acts for the installation: the one row of the topic `worker:<region>`."""

from typing import TypedDict


class WorkerRow(TypedDict):
    """`since`: nobody asks about due times or carries notices since then; none while somebody does."""

    since: str | None
