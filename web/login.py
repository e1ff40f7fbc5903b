"""Being in and going out: who is in, where, in which language."""

import asyncio
import secrets
from dataclasses import dataclass, replace
from uuid import UUID

from domain.access import Action, Relation
from domain.account import ChooseLanguage
from domain.refusal import Refused
from web import answers, cookies
from web.commands import Meta, submitted
from web.country import FIRST
from web.doors import OPEN, Answer, Call, Door, get, json_response, post
from web.pages import home_of
from web.problems import Problem
from web.system import System
from web.visitor import may_enter


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """A body without fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession:
    session: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    language: str


def account_of(system: System, login: str) -> UUID | None:
    """The account of a login (small letters) that may enter."""
    rows = system.rows("accounts").values()
    return next((UUID(row["id"]) for row in rows if row["login"] == login and may_enter(row)), None)


async def _logout(call: Call) -> Answer:
    call.read(Nothing)
    if call.asker is not None:
        await asyncio.to_thread(call.system.sessions.end, call.asker.account, call.asker.session.id)
        call.system.hub.rights_differ(str(call.asker.account))
    response = json_response({})
    cookies.take(call.system.settings, response)
    return response


async def _me(call: Call) -> Answer:
    visitor, system = call.visitor, call.system
    return {
        "account": str(visitor.account),
        "login": visitor.login,
        "name": visitor.name,
        "roles": [str(role) for role in visitor.roles],
        "may": [str(action) for action in Action if visitor.ever(action)],
        "region": visitor.region,
        "regions": [visitor.region],
        "centre": str(system.centre_of(visitor.region)),
        "team": visitor.team,
        "language": visitor.language,
        "home": home_of(visitor.roles),
        "now": system.clock.now().isoformat(),
        "rate": system.clock.rate,
        "demonstration": system.demonstration,
        "until": visitor.session.until.isoformat(),
        "idle_s": None if call.on_phone else int(system.settings.limits.idle_lock.total_seconds()),
        "locked": await call.locked(),
    }


async def _sessions(call: Call) -> Answer:
    visitor = call.visitor
    return {
        "sessions": [
            {
                "id": one.id,
                "device": one.device,
                "since": one.since.isoformat(),
                "until": one.until.isoformat(),
                "here": one.id == visitor.session.id,
            }
            for one in call.system.sessions.of(visitor.account)
        ]
    }


async def _end_session(call: Call) -> Answer:
    sent = call.read(EndSession)
    if not await asyncio.to_thread(call.system.sessions.end, call.visitor.account, sent.session):
        raise Problem("not-found")
    call.system.hub.rights_differ(str(call.visitor.account))
    return {}


async def _language(call: Call) -> Answer:
    visitor = call.visitor
    if not visitor.may(Action.CHOOSE_LANGUAGE, visitor.region, Relation.SELF):
        raise Problem("not-allowed")
    command = ChooseLanguage(account=visitor.account, language=call.read(Language).language)  # type: ignore[arg-type]
    meta = Meta(command_id=UUID(bytes=secrets.token_bytes(16), version=4))
    outcome = await submitted(call, "choose-language", Action.CHOOSE_LANGUAGE, command, meta)
    return outcome if isinstance(outcome, Refused) else {"language": command.language}


async def _door(call: Call) -> Answer:
    """Logins are told to everybody in a demonstration, and there only."""
    system = call.system
    logins = system.access.shown_logins() if system.demonstration else []
    return {
        "demonstration": system.demonstration,
        "rate": system.clock.rate,
        "sso": system.sign_on is not None,
        "logins": [
            {"login": one.login, "password": one.password, "role": one.role, "name": one.name}
            for one in logins
        ],
        "regions": list(system.country),
        "at": system.settings.at or (FIRST if system.country else ""),
    }


def doors() -> tuple[Door, ...]:
    """Everything about being in."""
    enter, ended = Action.ENTER, "End one of one's own sessions."
    door_summary = "What the login page needs: whether this is a demonstration, and then its logins."
    return (
        get("/api/door", _door, OPEN, door_summary, answers.DoorAnswer),
        post("/api/logout", _logout, OPEN, "End this session.", Nothing, answers.NothingAnswer),
        replace(get("/api/me", _me, enter, "Who is in, and the clock.", answers.MeAnswer), while_locked=True),
        get("/api/me/sessions", _sessions, enter, "Where one is logged in.", answers.SessionsAnswer),
        post("/api/me/sessions/end", _end_session, enter, ended, EndSession, answers.NothingAnswer),
        Door(
            method="PUT",
            path="/api/me/language",
            handle=_language,
            right=Action.CHOOSE_LANGUAGE,
            takes=Language,
            gives=answers.LanguageAnswer,
            summary="Choose the language of one's own screens.",
        ),
    )
