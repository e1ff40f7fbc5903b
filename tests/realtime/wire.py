"""A connection in memory: what the server writes lies here until the test lets the screen have it."""

from collections import deque
from collections.abc import Sequence

from realtime.frames import Listener, payload_of


class Wire:
    """Takes `capacity` frames, then says that it is full."""

    def __init__(self, capacity: int = 1_000) -> None:
        self.frames: deque[bytes] = deque()
        self.capacity = capacity
        self.closed: int | None = None
        self.aborted = False
        self.full = False
        self.listener: Listener | None = None

    def listen(self, listener: Listener) -> None:
        self.listener = listener

    def begin(self, frame: bytes) -> None:
        self.write(frame)

    def write(self, frame: bytes) -> None:
        self.writelines([frame])

    def writelines(self, frames: Sequence[bytes]) -> None:
        assert not self.full, "written to without need"
        if self.closed is None and not self.aborted:
            self.frames += [payload_of(frame) for frame in frames]
            self._look()

    def close(self, code: int) -> None:
        self.closed = code

    def abort(self) -> None:
        self.aborted = True

    def read(self) -> bytes | None:
        """The next payload as the screen gets it."""
        payload = self.frames.popleft() if self.frames else None
        self._look()
        return payload

    def resize(self, capacity: int) -> None:
        self.capacity = capacity
        self._look()

    def _look(self) -> None:
        assert self.listener is not None
        full = len(self.frames) >= self.capacity
        if full and not self.full:
            self.full = True
            self.listener.paused()
        elif self.full and not full:
            self.full = False
            self.listener.resumed()
