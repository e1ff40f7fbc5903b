"""Keys in another place: a backup of a database as a file, or a file's keys into a database."""

from contextlib import closing
from dataclasses import replace
from typing import Final

from dispatch.clock import SystemClock
from dispatch.key_place import KeyPlace
from dispatch.keys_check import fit
from dispatch.lock import WriterLock
from dispatch.wrapped import Secrets
from dispatch.wrapping import KeysUnusable

AT_A_TIME: Final = 2_000
_TABLES: Final = {"subject_key": ("subject", 3), "secret": ("name", 3), "keys_identity": ("log", 1)}
"""Each with the column of its order, and how many it has."""


def copy_keys(source: KeyPlace, target: KeyPlace) -> int:
    """Everything from one place into one that has nothing yet; how many subjects. Graves go along.

    Keys that are made meanwhile may be missing: copy the log before. Raises `KeysUnusable`.
    """
    if not target.missing():
        raise KeysUnusable(f"{target.told} has keys already", "keys-there", keys=target.told)
    with closing(source.look()) as given, closing(target.open()) as taken, taken.together():
        subjects = 0
        for table, (order, columns) in _TABLES.items():
            after: tuple[object, ...] = ()
            while True:
                where = f" WHERE {order}>?" if after else ""
                query = f"SELECT * FROM {table}{where} ORDER BY {order} LIMIT {AT_A_TIME}"  # noqa: S608
                rows = given.rows(query, after)
                marks = ", ".join("?" * columns)
                taken.many(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - names of our own
                subjects += len(rows) if table == "subject_key" else 0
                if len(rows) < AT_A_TIME:
                    break
                after = (rows[-1][0],)
        return subjects


def move_keys(secrets: Secrets, target: KeyPlace) -> int:
    """The keys of an installation that nobody serves, copied and looked at there; how many subjects.

    They stay where they were, too: an operator puts them away. Raises `AlreadyWriting`, `KeysUnusable`.
    """
    lock = WriterLock(secrets.key_file.with_name("writer.lock"), SystemClock().now())
    try:
        fit(secrets)
        subjects = copy_keys(secrets.place, target)
        fit(replace(secrets, place=target))
    finally:
        lock.close()
    return subjects
