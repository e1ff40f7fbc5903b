"""Whom a row of the outbox means: the named account, or everybody of a role where the case is now."""

from uuid import UUID

from dispatch.hot import HotTables
from dispatch.outbox import Parcel


def addressees(hot: HotTables, parcel: Parcel) -> tuple[UUID, ...]:
    """The accounts by the hot tables of this moment: a case that was transferred concerns the new region."""
    if parcel.to is not None:
        return (parcel.to,)
    region = _region(hot, parcel)
    return tuple(
        UUID(key)
        for key, row in hot.snapshot("accounts")[1].items()
        if row["region"] == region
        and not row["closed"]
        and any(role in row["roles"] for role in parcel.roles)
    )


def _region(hot: HotTables, parcel: Parcel) -> str | None:
    case = None if parcel.case is None else hot.committed("queue", str(parcel.case))
    row = case or hot.committed("centres", str(parcel.centre))
    return None if row is None else row.get("region")
