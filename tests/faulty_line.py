"""A line to a server that goes wrong in every way a line can: slow, silent, one way, cut, full of garbage,
held for a while, or cut at the worst moment (COMMIT went through, its answer did not).
"""

import socket
import tempfile
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType


class Mode(StrEnum):
    """`NO_ANSWERS` takes what is sent and loses what comes back, `UNSENT` the other way round."""

    PASS = "pass"
    SLOW = "slow"
    BLACK_HOLE = "black-hole"
    REFUSE = "refuse"
    RESET = "reset"
    NO_ANSWERS = "no-answers"
    UNSENT = "unsent"
    GARBAGE = "garbage"


Through = Callable[[bytes, Event], bytes | None]

GARBAGE = b"*3\r\n$-7\r\nHTTP/1.1 \xff\xfe\r\n:::\r\n"


class FaultyLine:
    """Listens at `socket`, passes on to `server`, both unix sockets of one name. `mode` is for all.

    Between `hold` and `go_on` nothing passes and nothing is closed, as behind a router that drops all of it.
    After `lose_reply` the next answer to a COMMIT of PostgreSQL is lost, and its line cut (`lost`).
    """

    def __init__(self, server: Path, delay: float = 0.2) -> None:
        self._server = server
        self._delay = delay
        self.folder = Path(tempfile.mkdtemp(prefix="faulty"))
        self.socket = self.folder / server.name
        self.mode = Mode.PASS
        self.lost = Event()
        self._flowing = Event()
        self._flowing.set()
        self._held_by_commit = Event()
        self._losing_next = Event()
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._over = Event()
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.socket))
        self._listening.listen(256)
        Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def leads_to(self, server: Path) -> None:
        """Whoever comes from now on reaches this one."""
        self._server = server

    def set(self, mode: Mode) -> None:
        """From now on; what is refused or reset is cut now."""
        self.mode = mode
        if mode in (Mode.REFUSE, Mode.RESET):
            self.cut()

    def cut(self) -> None:
        """Every connection ends now."""
        with self._lock:
            found, self._open = self._open, set()
        for each in found:
            _end(each)

    def hold(self, *, at_commit: bool = False) -> None:
        """From now on, or from the moment at which a COMMIT has been passed on, nothing passes."""
        (self._held_by_commit.set if at_commit else self._flowing.clear)()

    def go_on(self) -> None:
        self._flowing.set()

    def lose_reply(self) -> None:
        """The next COMMIT is passed on, and its line cut before the answer comes."""
        self._losing_next.set()

    def close(self) -> None:
        self._over.set()
        self.go_on()
        _end(self._listening)
        self._listening.close()
        self.cut()
        self.socket.unlink(missing_ok=True)
        self.folder.rmdir()

    def __enter__(self) -> "FaultyLine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            try:
                if self.mode in (Mode.REFUSE, Mode.RESET):
                    raise OSError("refused")
                server.connect(str(self._server))
            except OSError:
                client.close()
                server.close()
                continue
            with self._lock:
                self._open |= {client, server}
            losing = Event()
            for way in ((client, server, self._there), (server, client, self._back)):
                Thread(target=self._pass, args=(*way, losing), daemon=True).start()

    def _there(self, data: bytes, losing: Event) -> bytes:
        self._flowing.wait()
        if b"COMMIT\0" in data:
            if _taken(self._losing_next):
                losing.set()
            if _taken(self._held_by_commit):
                self._flowing.clear()
        return b"" if self.mode in (Mode.BLACK_HOLE, Mode.UNSENT) else data

    def _back(self, data: bytes, losing: Event) -> bytes | None:
        """What is passed on of an answer; None cuts the line."""
        if losing.is_set():
            self.lost.set()
            return None
        self._flowing.wait()
        if self.mode is Mode.SLOW:
            time.sleep(self._delay)
        if self.mode is Mode.GARBAGE:
            return GARBAGE
        return b"" if self.mode in (Mode.BLACK_HOLE, Mode.NO_ANSWERS) else data

    def _pass(self, source: socket.socket, to: socket.socket, through: Through, losing: Event) -> None:
        try:
            while (data := source.recv(65_536)) and (said := through(data, losing)) is not None:
                to.sendall(said)
        except OSError:
            pass
        for each in (source, to):
            _end(each)
        with self._lock:
            self._open -= {source, to}


def _taken(armed: Event) -> bool:
    """Whether it was set; it counts once."""
    was = armed.is_set()
    armed.clear()
    return was


def _end(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
