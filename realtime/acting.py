"""What a screen gets of what does not do its part: rows `store` and `worker` of a topic `worker:<region>`."""

from typing import TypedDict


class WorkerRow(TypedDict):
    """`since`: nothing can be saved, or nobody asks about due times and carries notices; else none."""

    since: str | None
