"""Where tables may be: a folder of files, or a PostgreSQL database. Each may be opened many times."""

from pathlib import Path
from typing import Protocol

from dispatch.tables.port import Tables
from dispatch.tables.sqlite import FileTables


class Place(Protocol):
    """Tables that lie in one place; each that is opened stands for a process of its own."""

    def open(self, name: str = "access") -> Tables: ...

    def holds(self, secret: bytes, name: str = "access") -> bool:
        """Whether these bytes stand there anywhere, as they are."""
        ...

    def close(self) -> None: ...


class _Opened:
    def __init__(self) -> None:
        self._opened: list[Tables] = []

    def _keep(self, tables: Tables) -> Tables:
        self._opened.append(tables)
        return tables

    def close(self) -> None:
        for tables in self._opened:
            tables.close()


class Folder(_Opened):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def open(self, name: str = "access") -> Tables:
        return self._keep(FileTables(self._folder / f"{name}.db"))

    def holds(self, secret: bytes, name: str = "access") -> bool:
        return any(secret in path.read_bytes() for path in self._folder.glob(f"{name}.db*"))


class Database(_Opened):
    """`url` names an empty database."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def open(self, name: str = "access") -> Tables:
        from dispatch.tables.postgres import PostgresTables

        return self._keep(PostgresTables(self.url, name))

    def holds(self, secret: bytes, name: str = "access") -> bool:
        tables = self.open(name)
        text = "".join(
            row for table in tables.standing() for (row,) in tables.rows(f"SELECT t::text FROM {table} AS t")
        )
        return secret.decode(errors="replace") in text or secret.hex() in text
