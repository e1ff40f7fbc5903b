"""A line to a PostgreSQL server that is cut at the worst moment (COMMIT went through, its answer did not), or
falls silent as behind a router that drops everything: nothing comes through, nothing is closed."""

import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

PORT = ".s.PGSQL.5432"


class Line:
    """Passes everything on; after `lose_reply` the next answer to a COMMIT is lost, and the line cut; between
    `hold` and `go_on` nothing passes, from the next COMMIT on if so asked."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self.folder = Path(tempfile.mkdtemp(prefix="line"))
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.folder / PORT))
        self._listening.listen()
        self._armed = Event()
        self.lost = Event()
        self._flowing = Event()
        self._flowing.set()
        self._held_by_commit = Event()
        Thread(target=self._accept, daemon=True).start()

    def lose_reply(self) -> None:
        self._armed.set()

    def hold(self, *, at_commit: bool = False) -> None:
        """From now on, or from the moment at which a COMMIT has been passed on, nothing passes."""
        (self._held_by_commit.set if at_commit else self._flowing.clear)()

    def go_on(self) -> None:
        self._flowing.set()

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(self._server / PORT))
            losing = Event()
            Thread(target=self._there, args=(client, server, losing), daemon=True).start()
            Thread(target=self._back, args=(client, server, losing), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket, losing: Event) -> None:
        while data := _read(client):
            self._flowing.wait()
            if b"COMMIT\0" in data:
                if self._armed.is_set():
                    self._armed.clear()
                    losing.set()
                if self._held_by_commit.is_set():
                    self._held_by_commit.clear()
                    self._flowing.clear()
            _send(server, data)
        _cut(client, server)

    def _back(self, client: socket.socket, server: socket.socket, losing: Event) -> None:
        while data := _read(server):
            if losing.is_set():
                self.lost.set()
                break
            self._flowing.wait()
            _send(client, data)
        _cut(client, server)


def _read(line: socket.socket) -> bytes:
    try:
        return line.recv(65_536)
    except OSError:
        return b""


def _send(line: socket.socket, data: bytes) -> None:
    with suppress(OSError):  # whoever it was for has given up
        line.sendall(data)


def _cut(*lines: socket.socket) -> None:
    for line in lines:
        try:
            line.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue
