"""A line to a server that goes wrong in every way a line can: slow, silent, one way, cut, full of garbage."""

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


GARBAGE = b"*3\r\n$-7\r\nHTTP/1.1 \xff\xfe\r\n:::\r\n"


class FaultyLine:
    """Listens at `socket`, passes on to `server`, both unix sockets. `mode` counts for all that comes."""

    def __init__(self, server: Path, delay: float = 0.2) -> None:
        self._server = server
        self._delay = delay
        self.folder = Path(tempfile.mkdtemp(prefix="faulty"))
        self.socket = self.folder / "line.sock"
        self.mode = Mode.PASS
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

    def close(self) -> None:
        self._over.set()
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
            Thread(target=self._pass, args=(client, server, self._there), daemon=True).start()
            Thread(target=self._pass, args=(server, client, self._back), daemon=True).start()

    def _there(self, data: bytes) -> bytes:
        return b"" if self.mode in (Mode.BLACK_HOLE, Mode.UNSENT) else data

    def _back(self, data: bytes) -> bytes:
        if self.mode is Mode.SLOW:
            time.sleep(self._delay)
        if self.mode is Mode.GARBAGE:
            return GARBAGE
        return b"" if self.mode in (Mode.BLACK_HOLE, Mode.NO_ANSWERS) else data

    def _pass(self, source: socket.socket, to: socket.socket, through: Callable[[bytes], bytes]) -> None:
        try:
            while data := source.recv(65_536):
                to.sendall(through(data))
        except OSError:
            pass
        for each in (source, to):
            _end(each)
        with self._lock:
            self._open -= {source, to}


def _end(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
