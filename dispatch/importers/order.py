"""What an importer makes of a file, and how that is carried out and reported."""

from asyncio import Semaphore, gather
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

from dispatch.ports import Accepted
from domain.refusal import Refused

SPACE: Final = UUID("0c0b7b9e-94d5-5f3c-8f0e-6b1f2f7d9a11")
"""Namespace of imported identities: the same key in the same region is the same thing in every import."""

AT_ONCE: Final = 64
"""Commands on their way together, so that the writer can commit them in groups."""

FAULTS_KEPT: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a row of the file asks for. Its id follows from the row: a second import changes nothing."""

    row: int
    name: str
    command_id: UUID
    command: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a row (its line in the file; 0 for the whole file) was refused: a refusal's code."""

    row: int
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How an import went. `unchanged` rows were already there just so. `faults` are by row."""

    stored: int
    unchanged: int
    refused: int
    faults: tuple[Fault, ...]


Item = Order | Fault
Submit = Callable[[Order], Awaitable[Accepted | Refused]]
Progress = Callable[[int], None]


def identity(kind: str, region: str, key: str) -> UUID:
    """The id of an imported thing by the key that its file gives it."""
    return uuid5(SPACE, f"{kind}/{region}/{key}")


def order(row: int, name: str, thing: UUID, command: object) -> Order:
    """An order whose command id follows from the thing and its content."""
    return Order(row=row, name=name, command_id=uuid5(thing, repr(command)), command=command)


async def carry_out(items: Iterable[Item], submit: Submit, progress: Progress | None = None) -> Report:
    """Submits every order, `AT_ONCE` at a time. `progress` is called with 1 for each row that is done."""
    room = Semaphore(AT_ONCE)
    done = progress or (lambda _: None)

    async def one(item: Item) -> Fault | Accepted:
        if isinstance(item, Fault):
            done(1)
            return item
        async with room:
            answer = await submit(item)
        done(1)
        if isinstance(answer, Refused):
            return Fault(row=item.row, code=answer.code, params=answer.params)
        return answer

    results = await gather(*(one(item) for item in items))
    faults = sorted((r for r in results if isinstance(r, Fault)), key=lambda fault: fault.row)
    repeated = sum(isinstance(r, Accepted) and r.repeated for r in results)
    return Report(
        stored=len(results) - len(faults) - repeated,
        unchanged=repeated,
        refused=len(faults),
        faults=tuple(faults[:FAULTS_KEPT]),
    )
