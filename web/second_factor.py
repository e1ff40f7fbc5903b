"""The second factor again, in the middle of a session: for the few things that a session alone must not do.

A handler calls `demand_fresh(call)` first. The page answers `second-factor-needed` by asking the person,
`POST /api/me/step-up`, and sending the same thing again.
"""

from dataclasses import dataclass

from dispatch.clock import SystemClock
from domain.access import Action
from web import access_answers, answers, cookies, guarding
from web.doors import Answer, Call, Door, get, json_response, post
from web.passkey_steps import accepted
from web.passkeys import PasskeyShown
from web.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUp:
    """Either the six digits that the person's app shows, or what their passkey signed."""

    code: str | None = None
    passkey: PasskeyShown | None = None


def demand_fresh(call: Call) -> None:
    """Go on only if this session showed a second factor a short while ago."""
    shown = call.visitor.session.second
    fresh = call.system.settings.limits.second_factor_fresh
    if shown is None or SystemClock().now() - shown > fresh:
        raise Problem("second-factor-needed", {"minutes": int(fresh.total_seconds() // 60)})


async def _ways(call: Call) -> Answer:
    """In a demonstration also the code itself, so that trying it out needs no app."""
    system, account = call.system, call.visitor.account
    kinds = sorted({one.kind for one in system.factors.of(account)})
    return {"kinds": kinds, "code": system.factors.next_code(account) if system.demonstration else None}


async def _step_up(call: Call) -> Answer:
    """Wrong codes are counted by session: a stranger's guessing never keeps out whoever is in."""
    sent, system, visitor = call.read(StepUp), call.system, call.visitor
    key = f"session:{visitor.session.id}"
    guarding.wait_for(call, key)
    if not system.factors.of(visitor.account):
        raise Problem("second-factor-none")
    if sent.passkey is not None:
        await accepted(call, sent.passkey, visitor.account)
    elif not system.factors.accept_code(visitor.account, digits_of(sent.code or "")):
        guarding.failed(call, key)
        raise Problem("code-wrong")
    system.guessing.succeeded(key)
    return raised(call)


def raised(call: Call) -> Answer:
    """The answer to whoever has just shown a second factor: the session goes on under a new token."""
    sessions, visitor = call.system.sessions, call.visitor
    token = sessions.raise_to(visitor.token)
    session = None if token is None else sessions.find(token)
    if token is None or session is None:
        raise Problem("session-over")
    response = json_response({})
    cookies.give(call.system.settings, response, token, session)
    return response


def digits_of(typed: str) -> str:
    """A code as people type it: with blanks, perhaps in two groups."""
    return "".join(typed.split())[:12]


def doors() -> tuple[Door, ...]:
    """Asking for it, and showing it."""
    enter, shown = Action.ENTER, "Show a second factor again; the session's cookie changes."
    return (
        get(
            "/api/me/step-up",
            _ways,
            enter,
            "With what one can show a second factor.",
            access_answers.WaysAnswer,
        ),
        post("/api/me/step-up", _step_up, enter, shown, StepUp, answers.NothingAnswer),
    )
