"""What became durable in several batches, told as one."""

from dispatch.ports import Change, Changes


def joined(earlier: Changes | None, later: Changes) -> Changes:
    """Each row once, as it was before the first of them and is after the last."""
    if earlier is None:
        return later
    rows = {(row.table, row.key): row for row in earlier.rows}
    for row in later.rows:
        first = rows.get((row.table, row.key), row)
        rows[row.table, row.key] = Change(table=row.table, key=row.key, before=first.before, after=row.after)
    return Changes(position=later.position, at=later.at, rows=tuple(rows.values()))
