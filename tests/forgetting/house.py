"""The real engine with everything that it is told about the domain, on a clock that a test sets."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from dispatch.inbox import Inbox
from dispatch.ports import Accepted, Submission
from dispatch.store import Store
from dispatch.tables.sqlite import FileTables
from domain.case import care_commands as care
from domain.case import commands as ask
from domain.case import forgetting_events as forget
from domain.case.keeping import Part
from domain.case.terms import Channel, RiskClass
from domain.centre import RegisterCentre
from domain.identity import AccountId, CaseId, CentreId, subject_of
from tests.builders import BOLAT, HEAD, an_id
from tests.dispatch.toy import HandClock
from web.bootstrap import set_up
from web.engine import open_store
from web.settings import Settings

REGION = "KZ-75"
CENTRE = CentreId(an_id("centre of the house"))
START = datetime(2026, 3, 16, 7, 0, tzinfo=UTC)
NAME, PHONE, BORN = "Жібек Qyzylqumova", "+7 701 555 44 33", date(2014, 2, 1)
STORY = "grumbleflock жоғалды"
ERROR = forget.Ground.RECEIVED_IN_ERROR


class House:
    """One data directory, opened and stopped as often as a test wants."""

    def __init__(self, data: Path) -> None:
        self.data, self.clock = data, HandClock(START)
        set_up(data, {"demonstration": False})
        self.store = self.open()
        centre = RegisterCentre(
            centre=CENTRE, region=REGION, name_kk="О", name_ru="Ц", name_en="C", point=(43.2, 76.9)
        )
        self.do(centre)

    def open(self) -> Store:
        self.inbox = Inbox(FileTables(self.data / "inbox.db"))
        self.store, self.traces = open_store(Settings(data=self.data), self.clock, self.inbox)
        self.store.start(ticking=False)
        return self.store

    def close(self) -> None:
        self.store.close()
        self.inbox.close()

    def send(
        self, command: object, *, by: AccountId = HEAD, role: str = "head", command_id: UUID | None = None
    ) -> Any:
        return self.store.writer.call(self.submission(command, by=by, role=role, command_id=command_id))

    def submission(
        self, command: object, *, by: AccountId = HEAD, role: str = "head", command_id: UUID | None = None
    ) -> Submission:
        return Submission(
            name=type(command).__name__,
            command=command,
            command_id=command_id or uuid4(),
            by=by,
            role=role,
            region=REGION,
            centre=CENTRE,
            body=repr(command).encode(),
        )

    def do(self, command: object, **who: Any) -> Accepted:
        answer = self.send(command, **who)
        assert isinstance(answer, Accepted), answer
        return answer

    def received(self, name: str = NAME, **more: Any) -> CaseId:
        """An open case in which all three have said something."""
        case = CaseId(uuid4())
        said = {
            "story": STORY,
            "child_name": name,
            "child_birth_date": BORN,
            "child_phone": PHONE,
            "caller_name": "Caller",
            "caller_phone": "+7 702 111 22 33",
            "caller_relation": "мать",
            "risk_class": RiskClass.ORDINARY,
            "reason": "r",
        }
        self.do(ask.ReceiveRequest(case=case, channel=Channel.PHONE, **{**said, **more}))
        asked = {"guardian_name": "Guardian", "guardian_phone": "+7 703 111 22 33", "channel": "phone"}
        self.do(care.RequestConsent(case=case, **asked))
        return case

    def ended(self, name: str = NAME, **more: Any) -> CaseId:
        """The same, closed."""
        case = self.received(name, **more)
        self.do(ask.ConsiderCase(case=case, result="done"))
        self.do(ask.CloseCase(case=case, result="done"))
        return case

    def propose(self, case: CaseId, *parts: Part) -> None:
        self.do(
            forget.ProposeForgetting(case=case, parts=parts or tuple(Part), ground=ERROR),
            by=BOLAT,
            role="supervisor",
        )

    def forget(self, case: CaseId, *parts: Part) -> None:
        self.propose(case, *parts)
        self.do(forget.ConfirmForgetting(case=case))


def wrapped_of(data: Path, case: CaseId, part: Part) -> bytes | None:
    """What stands in `keys.db` for somebody; None for a grave. Raises StopIteration if there is no row."""
    with sqlite3.connect(data / "keys.db") as keys:
        rows = keys.execute(
            "SELECT wrapped FROM subject_key WHERE subject=?", (subject_of(case, part).bytes,)
        ).fetchall()
    keys.close()
    (found,) = next(iter(rows))
    return bytes(found) if found is not None else None


def raw_of(house: House, case: CaseId, part: Part) -> bytes:
    """The key itself."""
    wrapped = wrapped_of(house.data, case, part)
    assert wrapped is not None
    wrapping = house.store.keys._wrapping
    return wrapping.unwrap(wrapping.kek, wrapped, b"jedel-subject-1" + subject_of(case, part).bytes)


def files(data: Path) -> Iterator[tuple[str, bytes]]:
    """Every live file, whole."""
    for path in sorted(data.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(data)), path.read_bytes()


def holding(data: Path, *wanted: bytes) -> list[str]:
    """Which files hold any of these."""
    return [name for name, content in files(data) if any(each in content for each in wanted)]
