"""A screen's side of the wire, by the rules at the head of realtime/messages.py: what a browser does."""

from dataclasses import dataclass, field
from typing import Any, Literal

Message = dict[str, Any]


@dataclass(slots=True)
class Mirror:
    """One topic as the screen has it."""

    topic: str
    state: Literal["idle", "asking", "filling", "live"] = "idle"
    epoch: str | None = None
    pos: int | None = None
    rows: dict[str, Any] = field(default_factory=dict)
    asked: int = 0
    beats: int = 0
    collection: list[Message] = field(default_factory=list)

    def ask(self, number: int) -> Message:
        self.state, self.asked, self.beats, self.collection = "asking", number, 0, []
        known = self.epoch is not None and not self.topic.startswith("positions:")
        resume = {"epoch": self.epoch, "pos": self.pos} if known else {}
        return {"t": "sub", "id": number, "topic": self.topic, **resume}

    def take(self, message: Message) -> bool:
        """Apply a message of this topic; whether it shows a gap."""
        match message["t"]:
            case "ok":
                if self.state == "asking" and message["id"] == self.asked:
                    self.state = "filling" if message["mode"] == "snap" else "live"
                return False
            case "snap" if self.state in ("filling", "live"):
                return self._snap(message)
            case "d" if self.state == "live":
                return self._change(message)
        return False

    def heartbeat(self, heads: Message) -> bool:
        match self.state:
            case "live":
                return self.topic in heads and heads[self.topic] != [self.epoch, self.pos]
            case "filling":
                return True
            case "asking":
                self.beats += 1
                return self.beats == 2
        return False

    def _snap(self, part: Message) -> bool:
        self.state = "filling"
        if part["part"] == 0:
            self.collection = []
        known = self.collection[0] if self.collection else part
        same = all(part[name] == known[name] for name in ("epoch", "pos", "parts"))
        if part["part"] != len(self.collection) or not same:
            return True
        self.collection.append(part)
        if len(self.collection) == part["parts"]:
            self.rows = {key: row for each in self.collection for key, row in each["rows"]}
            self.state, self.epoch, self.pos, self.collection = "live", part["epoch"], part["pos"], []
        return False

    def _change(self, change: Message) -> bool:
        if change["epoch"] != self.epoch:
            return True
        if change["pos"] <= (self.pos or 0):
            return False
        if change["prev"] != self.pos:
            return True
        for key, row in change["ops"]:
            if row is None:
                self.rows.pop(key, None)
            else:
                self.rows[key] = row
        self.pos = change["pos"]
        return False


class Screen:
    """All topics of one screen. Every method returns the messages that the screen sends now."""

    def __init__(self) -> None:
        self.mirrors: dict[str, Mirror] = {}
        self.connected = False
        self.log = 0
        self._asked = 0

    def want(self, topic: str) -> list[Message]:
        mirror = self.mirrors.setdefault(topic, Mirror(topic))
        return [self._ask(mirror)] if self.connected else []

    def lost(self) -> None:
        """The connection is gone; the rows stay."""
        self.connected = False
        for mirror in self.mirrors.values():
            mirror.state, mirror.collection = "idle", []

    def frame(self, messages: list[Message]) -> list[Message]:
        return [answer for message in messages for answer in self._take(message)]

    def _take(self, message: Message) -> list[Message]:
        match message:
            case {"t": "welcome"}:
                self.connected = True
                return [self._ask(mirror) for mirror in self.mirrors.values()]
            case {"t": "hb"}:
                self.log = message["log"]
                lost = [mirror for mirror in self.mirrors.values() if mirror.heartbeat(message["heads"])]
                return [{"t": "pong", "n": message["n"]}, *(self._ask(mirror) for mirror in lost)]
            case {"t": "revoked"} | {"t": "err", "retry": False, "topic": _}:
                self.mirrors.pop(message["topic"], None)
            case {"t": "ok" | "snap" | "d", "topic": topic} if topic in self.mirrors:
                mirror = self.mirrors[topic]
                if mirror.take(message):
                    return [self._ask(mirror)]
        return []

    def _ask(self, mirror: Mirror) -> Message:
        self._asked += 1
        return mirror.ask(self._asked)
