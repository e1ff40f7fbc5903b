"""What comes in through the form: who asks from where, and what was written, read within bounds."""

from dataclasses import asdict, dataclass
from secrets import token_hex
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID, uuid5

import orjson

from domain.case.commands import ReceiveRequest
from domain.case.limits import LONGEST_LINE, LONGEST_TEXT
from domain.case.terms import Channel
from domain.identity import CaseId, SchoolId
from web.doors import Call
from web.network import network_of
from web.reading import unreadable
from web.receiving import body_of
from web.words import LANGUAGES

MOST_FIELDS: Final = 30
WHO: Final = ("child", "parent", "teacher", "other")
DANGER: Final = ("yes", "no", "unknown")
_REQUESTS: Final = UUID("2b1c7a54-9d53-5b0e-8a35-71f0d9f0c0de")


class BadForm(Exception):
    """Not what our page sends: too many fields, or bytes that are no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What somebody wrote. `once` is the page's own id; everything else may be empty."""

    once: str
    text: str = ""
    who: str = ""
    name: str = ""
    contact: str = ""
    danger: str = ""
    language: str = "kk"

    @property
    def says_danger(self) -> bool:
        return self.danger == "yes"

    @property
    def blank(self) -> bool:
        """Nothing to go by: not a word, and no danger now."""
        return not self.text.strip() and not self.says_danger

    @property
    def id(self) -> UUID:
        """The same for a second pressing of the same page with the same words, another for other words."""
        return uuid5(_REQUESTS, f"{self.once}\0{orjson.dumps(asdict(self)).decode()}")

    def command(self, school: UUID | None) -> ReceiveRequest:
        """The request as any other; where a child writes, name and phone are the child's."""
        child = self.who == "child"
        name, contact = self.name.strip() or None, self.contact.strip() or None
        return ReceiveRequest(
            case=CaseId(self.id),
            channel=Channel.PUBLIC_FORM,
            story=self.text.strip(),
            school=None if school is None else SchoolId(school),
            child_name=name if child else None,
            child_phone=contact if child else None,
            child_language=self.language if child else None,
            caller_name=None if child else name,
            caller_phone=None if child else contact,
            caller_relation=self.who or None,
            says_danger=self.says_danger,
        )


async def fields_of(call: Call) -> dict[str, str]:
    """The body's fields; the last of two with the same name is dropped. Raises `BadForm`, `Problem`."""
    limits, turns = call.system.settings.limits, call.system.form.turns
    body = await body_of(call.request, limits, limits.body_bytes, limits.body_s)
    if turns.full:
        raise BadForm
    async with turns:
        return _fields(body)


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except (ValueError, UnicodeDecodeError):
        raise BadForm from None
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    if any(unreadable(value.replace("\r\n", "\n")) for value in found.values()):
        raise BadForm
    return found


def writing_of(fields: dict[str, str], language: str) -> Writing:
    """What the fields say; choices that are none and lines that are too long are cut, never refused."""
    line = {name: fields.get(name, "")[:LONGEST_LINE].replace("\n", " ") for name in ("name", "contact")}
    return Writing(
        once=fields.get("once", "").partition("-")[0][:64] or token_hex(16),
        text=fields.get("text", "").replace("\r\n", "\n"),
        who=fields.get("who", "") if fields.get("who") in WHO else "",
        danger=fields.get("danger", "") if fields.get("danger") in DANGER else "",
        language=language,
        **line,
    )


def too_long(writing: Writing) -> bool:
    return len(writing.text) > LONGEST_TEXT


def language_asked(call: Call, fields: dict[str, str] | None = None) -> str:
    """The language that the page is in: by its own link, else the reader's browser."""
    asked = (fields or {}).get("l") or call.request.query_params.get("l", "")
    return asked if asked in LANGUAGES else call.language


def network(call: Call) -> str:
    """Where it comes from, for the gate alone; everybody on this machine itself counts as one."""
    return network_of(call.system.settings, call.request.scope) or "here"
