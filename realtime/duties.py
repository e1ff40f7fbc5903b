"""What a screen gets of the duty ledger: the one row of the topic `duties:<region>`."""

from typing import TypedDict


class DutyCountsRow(TypedDict):
    """How many clocks and obligations of the region's cases are late, due today and on hold."""

    late: int
    today: int
    held: int
