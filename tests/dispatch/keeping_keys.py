"""Places for keys that tests have: `keys.db`, and a database of their own in PostgreSQL."""

from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.key_place import KeyFile, KeyPlace
from dispatch.keys import Keys
from dispatch.wrapping import make_key_file
from tests.postgres import Server

CHILD, CALLER = UUID(int=1), UUID(int=2)
NONCE = bytes(12)


@dataclass
class Held:
    """One place for keys with its key file; opened as often as a test wants, as by several processes."""

    place: KeyPlace
    key_file: Path
    opened: list[Keys] = field(default_factory=list)

    def open(self, **more: int) -> Keys:
        tables = self.place.open()
        try:
            self.opened.append(Keys(tables, self.key_file, **more))
        except BaseException:
            tables.close()
            raise
        return self.opened[-1]

    def change(self, statement: str, *values: object) -> None:
        """Past the program."""
        tables = self.place.open()
        tables.write(statement, values)
        tables.close()

    def close(self) -> None:
        for keys in self.opened:
            keys.close()


def held_in(kind: str, folder: Path, request: pytest.FixtureRequest) -> Held:
    """A place of a kind, `keys.db` or `postgresql`, without keys."""
    if not (folder / "keys.kek").exists():
        make_key_file(folder / "keys.kek")
    if kind == "keys.db":
        return Held(KeyFile(folder / "keys.db"), folder / "keys.kek")
    from dispatch.key_place_postgres import KeyDatabase

    server: Server = request.getfixturevalue("postgres")
    return Held(KeyDatabase(server.new_database()), folder / "keys.kek")


def sealed(keys: Keys, subject: UUID) -> bytes:
    return keys.sealing_key(subject).encrypt(NONCE, b"story", b"")


def made(held: Held, *subjects: UUID) -> Keys:
    keys = held.open()
    for subject in subjects or (CHILD,):
        keys.sealing_key(subject)
    keys.commit()
    return keys
