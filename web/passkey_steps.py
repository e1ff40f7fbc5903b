"""A passkey asked for and shown: at the login, for a step-up, at the locked board."""

from uuid import UUID

from dispatch.tickets import Purpose
from domain.account_recovery import RecordCounterWentBack
from domain.identity import AccountId
from web import access_answers, passkeys, steps
from web.doors import OPEN, Answer, Call, Door, json_response, post
from web.entering_log import record
from web.login import Nothing
from web.passkeys import PasskeyShown
from web.problems import Problem


async def _options(call: Call) -> Answer:
    """A challenge for this browser. Whoever is in is asked for one of their own passkeys.

    It takes the place of a login that the provider half finished, and remembers whose that was.
    """
    call.read(Nothing)
    system = call.system
    lasts = system.settings.limits.login_step
    half = system.tickets.look(steps.held(call), Purpose.SECOND)
    account, provider = (None, None) if half is None else (half.account, half.provider)
    name, ticket = system.tickets.issue(Purpose.PASSKEY, lasts, account, provider=provider)
    known = [] if call.asker is None else system.factors.passkeys_of(call.asker.account)
    response = json_response({"options": passkeys.to_show(system.settings, ticket.challenge, known)})
    steps.give(call, response, name, lasts)
    return response


async def accepted(call: Call, sent: PasskeyShown, account: UUID | None = None) -> UUID:
    """Whose passkey signed this browser's challenge, which is used up; of `account` if that is said.

    A counter that went back is refused and told: the passkey may have been copied.
    """
    system = call.system
    challenge = steps.taken(call, Purpose.PASSKEY).challenge
    passkey, counter = passkeys.shown(system, challenge, sent)
    if account not in (None, passkey.account):
        raise Problem("passkey-wrong")
    if not system.factors.count(passkey.factor, counter):
        await record(system, passkey.account, RecordCounterWentBack(account=AccountId(passkey.account)))
        raise Problem("passkey-copied")
    return passkey.account


def doors() -> tuple[Door, ...]:
    """The challenge; what is signed goes to the door that needs it."""
    summary = "A challenge for a passkey; counts two minutes, once, in this browser."
    return (post("/api/passkey/options", _options, OPEN, summary, Nothing, access_answers.ChallengeAnswer),)
