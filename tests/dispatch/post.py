"""Channels and people for tests of the outbox: real ones that write to a file or to a mail server."""

import smtplib
import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

from dispatch.hot import HotTables
from dispatch.outbox import Parcel

HEAD, SUPERVISOR = UUID(int=501), UUID(int=502)
PEOPLE = {"head": HEAD, "supervisor": SUPERVISOR}


def addressees(hot: HotTables, parcel: Parcel) -> tuple[UUID, ...]:
    """One person a role."""
    if parcel.to is not None:
        return (parcel.to,)
    return tuple(PEOPLE[role] for role in parcel.roles if role in PEOPLE)


@dataclass
class FileChannel:
    """Appends a line a message; fails while `broken`."""

    path: Path
    name: str = "file"
    broken: bool = False
    tries: int = 0

    def deliver(self, parcel: Parcel, recipients: Sequence[UUID]) -> str:
        self.tries += 1
        if self.broken:
            raise OSError("the far side is not there")
        with self.path.open("a") as file:
            file.write(f"{parcel.id} {parcel.kind} {' '.join(map(str, recipients))}\n")
        return f"line {self.tries}"

    def lines(self) -> list[list[str]]:
        return [line.split() for line in self.path.read_text().splitlines()] if self.path.exists() else []


@dataclass
class MailChannel:
    """Mail over SMTP: the parcel's id is the message's, so that a second one is known as the same."""

    port: int
    name: str = "mail"

    def deliver(self, parcel: Parcel, recipients: Sequence[UUID]) -> str:
        message = EmailMessage()
        message["From"], message["To"] = "jedel@localhost", "post@localhost"
        message["Message-ID"], message["Subject"] = f"<{parcel.id}@jedel>", "Jedel"
        message.set_content("Open the program.")
        with smtplib.SMTP("127.0.0.1", self.port, timeout=5) as server:
            server.send_message(message)
        return f"mail:{parcel.id}"


@dataclass
class PostOffice:
    """What a mail server on this machine was sent."""

    port: int = 0
    taken: list[str] = field(default_factory=list)


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """As much of a mail server as `smtplib` needs, on a port of this machine."""
    office = PostOffice()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line.strip().upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    lines = []
                    while (part := self.rfile.readline()) != b".\r\n":
                        lines.append(part.decode())
                    office.taken.append("".join(lines))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 good\r\n")
                if word == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        office.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield office
        server.shutdown()
