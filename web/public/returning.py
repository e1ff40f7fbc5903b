"""`/r`: back with the receipt, to read what the centre asked, to answer, to add.

The digits never stand in an address. Digits that nobody has get one answer, after the work that any cost.
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Final
from uuid import UUID, uuid5

from starlette.responses import Response

from dispatch.ports import QueueFull, StoreUnavailable
from domain.case.limits import LONGEST_TEXT
from domain.case.writer import HearWriter, WriterAnswered, WriterAsked
from domain.envelope import Recorded
from domain.identity import CaseId
from domain.law.local_time import local
from domain.marks import told
from domain.refusal import Refused
from web import reading_log
from web.doors import OPEN, Answer, Call, Door, get
from web.frame import alert, calm, hidden_alert, words
from web.problems import Problem
from web.public.request import BadForm, fields_of, language_asked, network, too_long, writing_of
from web.public.showing import page
from web.public.taking import submit

_DIGITS: Final = re.compile(r"[0-9]{16}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Returning:
    """The fields of the page: the receipt, and what is added. `once` is the page's own id."""

    receipt: str
    text: str = ""
    once: str = ""


async def _empty(call: Call) -> Answer:
    return _digits(call, language_asked(call))


async def _back(call: Call) -> Answer:
    try:
        fields = await fields_of(call)
    except (BadForm, Problem):
        return _digits(call, language_asked(call), "return.busy", 400)
    language = language_asked(call, fields)
    receipt = re.sub(r"\D", "", fields.get("receipt", "")[:60])
    try:
        case = await _case_of(call, receipt)
        if case is None:
            return _digits(call, language, "return.unknown", 404)
        return await _shown(call, language, case, receipt, fields)
    except _TooMany:
        return _digits(call, language, "return.wait", 429)
    except (QueueFull, StoreUnavailable, Problem):
        return _digits(call, language, "return.busy", 503)


class _TooMany(Exception):
    """This network has tried too often, or all together have."""


async def _case_of(call: Call, receipt: str) -> UUID | None:
    """The case of a receipt, within the tries; digits that can be none cost what others cost."""
    form, where = call.system.form, network(call)
    if not await form.gate.may_try(where):
        raise _TooMany
    case = await form.receipts.find(receipt if _DIGITS.fullmatch(receipt) else "")
    if case is None or call.system.row("queue", str(case)) is None:
        await form.gate.wrong(where)
        return None
    return case


async def _shown(call: Call, language: str, case: UUID, receipt: str, fields: dict[str, str]) -> Response:
    said = ""
    if "text" in fields:
        writing = writing_of(fields, language)
        if too_long(writing) or not writing.text.strip():
            said = alert(words("too-long" if too_long(writing) else "empty", language))
        else:
            await _heard(call, case, writing.text.strip(), uuid5(case, f"heard {writing.once}"))
            said = calm(words("add.done", language))
    return _questions(call, language, case, receipt, await reading_log.of_receipt(call, case), said)


async def _heard(call: Call, case: UUID, text: str, command_id: UUID) -> None:
    row = call.system.row("queue", str(case)) or {}
    command = HearWriter(case=CaseId(case), text=text)
    outcome = await submit(call.system, "hear-writer", row["region"], command, command_id)
    if isinstance(outcome, Refused):
        raise StoreUnavailable(f"refused: {outcome.code}")


def _digits(call: Call, language: str, trouble: str = "", status: int = 200) -> Response:
    said = alert(words(trouble, language)) if trouble else ""
    body = (
        f'<h1 tabindex="-1">{words("return", language)}</h1>{said}'
        f'<form method="post" action="/r" data-offline="{words("offline", language)}">{hidden_alert()}'
        f'<input type="hidden" name="l" value="{language}">'
        f'<label class="name" for="receipt">{words("return.digits", language)}</label>'
        '<input type="text" id="receipt" name="receipt" inputmode="numeric" autocomplete="off"'
        ' maxlength="24" required>'
        f'<button type="submit">{words("return.open", language)}</button></form>'
    )
    return page(call, language, "return", body, path="/r", status=status)


def _questions(
    call: Call, language: str, case: UUID, receipt: str, events: list[Recorded], said: str
) -> Response:
    """What was asked, and when something was written. What was written is not shown again: somebody else may
    hold the phone by now."""
    row = call.system.row("queue", str(case)) or {}
    state = "closed" if row["closed_at"] else "received" if row["owner"] is None else "working"
    lines = [line for each in events if (line := _line(language, each))]
    body = (
        f'<h1 tabindex="-1">{escape(row["number"])}</h1>{said}'
        f"<p>{words(f'state.{state}', language)}</p><h2>{words('questions', language)}</h2>"
        f"{''.join(lines) or '<p>' + words('questions.none', language) + '</p>'}"
        f'<form method="post" action="/r" data-offline="{words("offline", language)}">{hidden_alert()}'
        f'<input type="hidden" name="l" value="{language}">'
        f'<input type="hidden" name="receipt" value="{receipt}">'
        f'<input type="hidden" name="once" value="{call.system.form.gate.token()}">'
        f'<label class="name" for="text">{words("add", language)}</label>'
        f'<textarea id="text" name="text" maxlength="{LONGEST_TEXT}" required></textarea>'
        f'<button type="submit">{words("send", language)}</button></form>'
    )
    return page(call, language, "questions", body)


def _line(language: str, recorded: Recorded) -> str:
    event = recorded.event
    if isinstance(event, WriterAsked):
        return f'<p class="question">{escape(told(event.question) or "…")}</p>'
    if isinstance(event, WriterAnswered):
        at = local(recorded.envelope.recorded_at).strftime("%d.%m.%Y %H:%M")
        return f'<p class="soft">{words("answered", language, at=at)}</p>'
    return ""


def doors() -> tuple[Door, ...]:
    """Both under one address, so that no receipt stands in one."""
    sent = "What the centre asked, for whoever holds the receipt; with a text it is added to the request."
    return (
        get("/r", _empty, OPEN, "Where a receipt is typed in."),
        Door(method="POST", path="/r", handle=_back, right=OPEN, takes=Returning, summary=sent, page=True),
    )
