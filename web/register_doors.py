"""The registers as administrators keep them: lists a page at a time, one thing with its history.

What is searched for may be somebody's name, so it comes in a body and never stands in an address.
"""

import asyncio
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from dispatch.importers.specialists import PROFESSIONS
from dispatch.ports import Row
from domain.access import Action
from domain.account import LANGUAGES, Role
from domain.case.limits import LONGEST_LINE, too_long
from domain.centre_settings import CentreSettings, settings_fault
from projections.account_register import ACCOUNTS
from projections.alphabet import alphabetical
from projections.card import plain
from projections.folding import letters
from projections.history import differences
from projections.registers import CENTRES, SCHOOLS, SPECIALISTS, TEAMS, VEHICLES, Register
from web import register_answers as answers
from web.doors import Answer, Call, Door, get, post
from web.problems import Problem
from web.register_history import history_of, told
from web.system import System


class Kind(StrEnum):
    """What is kept."""

    ACCOUNTS = "accounts"
    CENTRES = "centres"
    SCHOOLS = "schools"
    SPECIALISTS = "specialists"
    TEAMS = "teams"
    VEHICLES = "vehicles"


class Show(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One register: how its history reads, who reads it, in which fields words are looked for."""

    register: Register
    read: Action
    texts: tuple[str, ...]
    more: Callable[[System, Row], Mapping[str, Any]] = lambda system, row: {}


def _entering(system: System, row: Row) -> Mapping[str, Any]:
    account = UUID(row["id"])
    sign_on = system.sign_on
    linked = None if sign_on is None else sign_on.identities.linked(sign_on.issuer, account)
    return {
        "issuer": None if sign_on is None else sign_on.issuer,
        "linked": None if linked is None else linked.since.isoformat(),
        "proved": linked is not None and linked.proved,
        "sessions": len(system.sessions.of(account)),
        "password": system.access.hash_of(account) is not None,
        "factors": len(system.factors.of(account)),
    }


_NAMES: Final = ("name_kk", "name_ru", "name_en")
SHELVES: Final[Mapping[Kind, Shelf]] = {
    Kind.ACCOUNTS: Shelf(
        register=ACCOUNTS, read=Action.KEEP_ACCOUNTS, texts=("name", "login"), more=_entering
    ),
    Kind.CENTRES: Shelf(register=CENTRES, read=Action.READ_ADMINISTRATION, texts=_NAMES),
    Kind.SCHOOLS: Shelf(
        register=SCHOOLS,
        read=Action.READ_ADMINISTRATION,
        texts=("label", "number", *_NAMES, "district"),
    ),
    Kind.SPECIALISTS: Shelf(register=SPECIALISTS, read=Action.READ_ADMINISTRATION, texts=("name",)),
    Kind.TEAMS: Shelf(register=TEAMS, read=Action.READ_ADMINISTRATION, texts=("name",)),
    Kind.VEHICLES: Shelf(register=VEHICLES, read=Action.READ_ADMINISTRATION, texts=("plate", "model")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAsked:
    """Words of which every one must be found; which page."""

    kind: Kind
    q: str = ""
    show: Show = Show.OPEN
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAsked:
    kind: Kind
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewAsked:
    settings: CentreSettings


async def _list(call: Call) -> Answer:
    asked = call.read(ListAsked)
    shelf, region = SHELVES[asked.kind], _region(call, asked.kind)
    if too_long("q", asked.q, LONGEST_LINE) is not None:
        raise Problem("text-too-long", {"field": "q", "most": LONGEST_LINE})
    known = call.system.region_rows(shelf.register.name, region)
    if asked.kind is Kind.SCHOOLS and asked.show is Show.OPEN and asked.q.strip():
        found = _schools(call.system, asked.q, region, len(known))
    else:
        found = await asyncio.to_thread(_found, known, asked, shelf.texts)
    start = max(0, asked.offset)
    page = found[start : start + max(1, min(asked.limit, call.system.settings.limits.page_rows))]
    rows = await asyncio.to_thread(lambda: [{**row, **shelf.more(call.system, row)} for row in page])
    return {"rows": rows, "total": len(found), "offset": start}


def _schools(system: System, words: str, region: str, most: int) -> list[Row]:
    """By the index that intake finds schools with: thousands of names need no second one."""
    keys = system.search.find(words, region=region, limit=most)
    return [row for key in keys if (row := system.row("schools", key)) is not None]


def _found(rows: Iterable[Row], asked: ListAsked, texts: tuple[str, ...]) -> list[Row]:
    """What is looked for, in order. Beside the loop: the first look at thousands of names takes a while."""
    words = letters(asked.q).split()
    return sorted(
        (row for row in rows if _shown(row, asked.show) and _matches(row, texts, words)), key=_order
    )


def _shown(row: Row, show: Show) -> bool:
    return show is Show.ALL or row.get("closed", False) is (show is Show.CLOSED)


def _matches(row: Row, fields: Iterable[str], words: list[str]) -> bool:
    if not words:
        return True
    text = _letters(" ".join(str(row[field] or "") for field in fields))
    return all(word in text for word in words)


@lru_cache(maxsize=16_384)
def _letters(text: str) -> str:
    return letters(text)


def _order(row: Row) -> tuple[int, tuple[str | int, ...], str]:
    """Numbered things by their number, the others by name."""
    number = re.match(r"\d{1,9}", str(row.get("number") or ""))
    name = next((str(row[field]) for field in ("name", "label", "plate") if row.get(field)), "")
    return (int(number[0]) if number else 10**9, alphabetical(name), row["id"])


async def _entry(call: Call) -> Answer:
    asked = call.query(EntryAsked)
    shelf, region = SHELVES[asked.kind], _region(call, asked.kind)
    found = await asyncio.to_thread(history_of, call.system, shelf.register, asked.id, region)
    if found is None:
        raise Problem("not-found")
    row, steps = found
    most = call.system.settings.limits.page_rows
    return {
        "entry": {**row, **await asyncio.to_thread(shelf.more, call.system, row)},
        "version": steps[-1].recorded.version,
        "history": [told(call.system, step) for step in reversed(steps[-most:])],
        "earlier": max(0, len(steps) - most),
    }


async def _choices(call: Call) -> Answer:
    """What stands in the pages' lists, so that they offer what the server takes."""
    return {
        "roles": [str(role) for role in Role],
        "professions": list(PROFESSIONS),
        "languages": list(LANGUAGES),
        "regions": sorted({row["region"] for row in call.system.rows("centres").values()}),
    }


async def _preview(call: Call) -> Answer:
    """What other settings would change from now on; nothing is stored."""
    settings = call.read(PreviewAsked).settings
    if not call.visitor.may(Action.KEEP_SETTINGS, call.visitor.region):
        raise Problem("not-allowed")
    refused = settings_fault(settings)
    if refused is not None:
        return refused
    now = call.system.centre_row(call.visitor.region)["settings"]
    found = differences({"settings": now}, {"settings": plain(settings)})
    return {"changes": [{"field": one.field, "before": one.before, "after": one.after} for one in found]}


def _region(call: Call, kind: Kind) -> str:
    """The region whose things the asker sees; accounts are for those who keep them."""
    region = call.visitor.region
    if not call.visitor.may(SHELVES[kind].read, region):
        raise Problem("not-allowed")
    return region


def doors() -> tuple[Door, ...]:
    """Lists and entries."""
    right = Action.READ_ADMINISTRATION
    listed = "A page of a register of the region, by words of its names."
    one = "One thing of a register, its version, and its history: who changed what, the newest first."
    offered = "What may be chosen: roles, professions, languages, regions whose centre is here."
    tried = "What these settings would change from now on; nothing is stored."
    keep = Action.KEEP_SETTINGS
    return (
        post("/api/registers/preview", _preview, keep, tried, PreviewAsked, answers.PreviewAnswer),
        get("/api/registers/choices", _choices, right, offered, answers.ChoicesAnswer),
        post("/api/registers", _list, right, listed, ListAsked, answers.RegisterAnswer),
        get("/api/registers/entry", _entry, right, one, answers.EntryAnswer, EntryAsked),
    )
