"""Commands about somebody's means of entering: one stream, the account's."""

from typing import Any, get_args

from dispatch.ports import Append, Decided, Reader
from dispatch.streams import ACCOUNT
from domain import account_recovery
from domain.account_recovery import EnteringCommand
from domain.context import Context
from domain.refusal import Refused

COMMANDS: tuple[type, ...] = get_args(EnteringCommand)


def entering(reader: Reader, command: Any, context: Context) -> Decided | Refused:
    """What the account's own stream says to it."""
    state, version = reader.state(ACCOUNT, command.account)
    events = account_recovery.decide(state, command, context)
    if isinstance(events, Refused):
        return events
    return Decided(appends=(Append(stream=command.account, expected_version=version, events=events),))
