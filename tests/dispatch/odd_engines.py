"""Engines that are none: one that answers anything, and one that counts what it is asked."""

import contextlib
import socket
import threading
import time


class Counted:
    """Counts what is asked of an engine."""

    def __init__(self, engine):
        self.engine, self.questions = engine, 0

    def sitting(self):
        self.questions += 1
        return self.engine.sitting()


class Saying:
    """Answers the first question with these bytes, or with a header that never ends."""

    def __init__(self, answer, pause=0.0):
        self.answer, self.pause = answer, pause

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.run, daemon=True).start()
        return f"http://127.0.0.1:{self.socket.getsockname()[1]}"

    def __exit__(self, *_):
        self.socket.close()

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                to, _ = self.socket.accept()
                threading.Thread(target=self.answer_to, args=(to,), daemon=True).start()

    def answer_to(self, to):
        with to, contextlib.suppress(OSError):
            read_whole(to)
            time.sleep(self.pause)
            if self.answer is None:
                for _ in range(30):
                    time.sleep(0.1)
                    to.sendall(b"H")
            elif self.answer:
                head = f"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {len(self.answer)}\r\n\r\n"
                to.sendall(head.encode() + self.answer)


def read_whole(to):
    """The whole question: closing with some of it unread would reset the connection."""
    with to.makefile("rb") as lines:
        length = 0
        while (line := lines.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        lines.read(length)
