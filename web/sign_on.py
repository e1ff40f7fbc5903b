"""Entering by single sign-on: begin, come back, be logged out from there. `web.linking`: whose is whose.

The way back is a navigation that another site began, so the browser sends only the Lax cookie made for it;
and the page it gets goes on by itself, because a redirect from another site would not bring the new session's
Strict cookie along. The provider is asked on the event loop, our own tables beside it.
"""

import asyncio
import logging
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import parse_qs
from uuid import UUID

from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response

from dispatch.clock import SystemClock
from dispatch.tickets import Purpose
from domain.access import Action
from web import answers, cookies, linking, steps
from web.doors import OPEN, Answer, Call, Door, get, json_response, post
from web.oidc.pending import Joining, Pending
from web.oidc.sign_on import CALLBACK, SignOn
from web.oidc.tokens import Who
from web.problems import Problem
from web.second_factor import demand_fresh
from web.visitor import may_enter
from web.words import say

log = logging.getLogger(__name__)

LOGOUT: Final = "/sso/logout"
LONGEST_CODE: Final = 4_096
OWN_PAGE: Final = "/account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """A body without fields."""


async def _begin(call: Call) -> Answer:
    call.read(Nothing)
    return await _under_way(call, None)


async def _join(call: Call) -> Answer:
    """Only for whoever has just shown the second factor: this is a new key to the account."""
    call.read(Nothing)
    demand_fresh(call)
    visitor = call.visitor
    return await _under_way(call, Joining(account=visitor.account, session=visitor.session.id))


async def _under_way(call: Call, joining: Joining | None) -> Answer:
    sign_on = linking.known(call)
    ticket, pending = sign_on.pendings.begin(joining)
    address = await sign_on.provider.address(pending, _max_age(call))
    response = json_response({"address": address})
    settings = call.system.settings
    seconds = int(settings.limits.sso_under_way.total_seconds())
    cookies.set_cookie(settings, response, _cookie(call), ticket, seconds, same_site="lax")
    return response


async def _back(call: Call) -> Answer:
    """Whatever comes of it, the person lands on a page of ours, and the cookie has done its service."""
    pending = None
    try:
        sign_on = linking.known(call)
        pending = await asyncio.to_thread(_taken, call, sign_on)
        response = await _entered(call, sign_on, pending)
    except Problem as problem:
        log.warning("single sign-on was refused: %s", problem.code)
        if pending is None or pending.joining is None:
            response = RedirectResponse(f"/login#{problem.code}", status_code=303)
        else:
            response = _go_on(call, f"{OWN_PAGE}#{problem.code}")
    cookies.set_cookie(call.system.settings, response, _cookie(call), "", 0, same_site="lax")
    return response


def _taken(call: Call, sign_on: SignOn) -> Pending:
    ticket = cookie_parser(call.request.headers.get("cookie", "")[:8_192]).get(_cookie(call), "")
    pending = sign_on.pendings.take(_one(call, "state"), ticket)
    if pending is None:
        raise Problem("sso-state-unknown")
    return pending


async def _entered(call: Call, sign_on: SignOn, pending: Pending) -> Response:
    named, metadata = _one(call, "iss"), await sign_on.provider.metadata()
    if named != sign_on.issuer and (named or metadata.names_itself):
        # RFC 9207: the answer of another provider must not be taken for this one's.
        raise Problem("sso-issuer-wrong")
    code = _one(call, "code")
    if not code or _one(call, "error"):
        raise Problem("sso-cancelled")
    who = await sign_on.who(code, pending, _max_age(call), SystemClock().now())
    if pending.joining is not None:
        return await _joined(call, sign_on, pending.joining, who)
    return await asyncio.to_thread(_in, call, sign_on, who)


def _in(call: Call, sign_on: SignOn, who: Who) -> Response:
    system = call.system
    account = sign_on.identities.account_of(sign_on.issuer, who.subject)
    row = None if account is None else system.row("accounts", str(account))
    linked = None if account is None else sign_on.identities.linked(sign_on.issuer, account)
    if account is None or linked is None or row is None or not may_enter(row):
        raise Problem("sso-not-linked")
    # What the provider saw counts only once it is proved that it saw the account's own person.
    second = linked.proved and sign_on.showed_second(who)
    if not second and not system.demonstration:
        return _half(call, account, who, proved=linked.proved)
    if call.asker is not None:
        system.sessions.end(call.asker.account, call.asker.session.id)
    length = system.settings.limits.session_of(row["roles"])
    device = call.request.headers.get("user-agent", "")[:120]
    token, session = system.sessions.begin(account, device, length, "sso", second=second)
    sign_on.remember(session, who.subject, who.sid, SystemClock().now())
    response = _go_on(call, "/")
    cookies.give(system.settings, response, token, session)
    return response


def _half(call: Call, account: UUID, who: Who, *, proved: bool) -> Response:
    """Of the provider's factors one counts; the other is ours to ask for, on the login page."""
    system = call.system
    if not system.factors.of(account):
        raise Problem("sso-one-factor" if proved else "sso-unproved")
    lasts, provider = system.settings.limits.login_step, (who.subject, who.sid)
    name, _ = system.tickets.issue(Purpose.SECOND, lasts, account, provider=provider)
    response = _go_on(call, "/login#second-factor")
    steps.give(call, response, name, lasts)
    return response


async def _joined(call: Call, sign_on: SignOn, joining: Joining, who: Who) -> Response:
    session = await asyncio.to_thread(call.system.sessions.named, joining.session)
    if session is None or session.account != joining.account:
        raise Problem("session-over")
    await linking.link_own(call.system, sign_on, joining.account, who.subject)
    return _go_on(call, OWN_PAGE)


async def _logged_out(call: Call) -> Answer:
    """By the provider itself, for one of its sessions; ours that came of it are over, their screens too."""
    sign_on, system = linking.known(call), call.system
    try:
        sent = parse_qs(call.body.decode("ascii"), strict_parsing=True, max_num_fields=10)
    except ValueError:
        raise Problem("sso-token-wrong") from None
    tokens = sent.get("logout_token", [])
    if len(tokens) != 1:
        raise Problem("sso-token-wrong")
    who = await sign_on.logged_out(tokens[0], SystemClock().now())
    await linking.end_sessions(system, sign_on, who.subject, who.sid)
    return {}


def _go_on(call: Call, to: str) -> Response:
    """A page that goes on by itself, so that the next request is one of this site's own."""
    words = escape(say("sso.go-on", call.language))
    page = (
        f'<!doctype html><html lang="{call.language}"><meta charset="utf-8"><title>Jedel</title>'
        f'<p><a href="{to}">{words}</a></p></html>'
    )
    return Response(page, media_type="text/html", headers={"Refresh": f"0; url={to}"})


def _one(call: Call, name: str) -> str:
    """A parameter that is there once; else nothing."""
    found = call.request.query_params.getlist(name)
    return found[0] if len(found) == 1 and len(found[0]) <= LONGEST_CODE else ""


def _max_age(call: Call) -> int:
    """Whoever logged in at the provider longer ago than our own sessions last does so again."""
    return int(call.system.settings.limits.session.total_seconds())


def _cookie(call: Call) -> str:
    return "__Host-jedel-sso" if call.system.settings.secure else "jedel-sso"


def doors() -> tuple[Door, ...]:
    enter = Action.ENTER
    begin = "Begin a login at the identity provider: the address to go to."
    join = "The same, to link the identity there to one's own account."
    return (
        post("/api/sso/begin", _begin, OPEN, begin, Nothing, answers.AddressAnswer),
        get(CALLBACK, _back, OPEN, "Where the identity provider sends the browser back to."),
        Door(
            method="POST",
            path=LOGOUT,
            handle=_logged_out,
            right=OPEN,
            summary="The identity provider says that a session there is over (back-channel logout).",
            gives=answers.NothingAnswer,
            form=True,
        ),
        post("/api/me/sso/join", _join, enter, join, Nothing, answers.AddressAnswer),
    )
