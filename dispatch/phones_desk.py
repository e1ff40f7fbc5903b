"""Commands about phones with keys of their own: one stream, the account's."""

from collections.abc import Mapping
from typing import Final

from dispatch.outcomes import Handler, Outcome, one
from dispatch.ports import Reader
from dispatch.streams import ACCOUNT
from domain import account_phones
from domain.account_phones import EnrolPhone, PhoneCommand, RevokePhone
from domain.context import Context


def _phone(reader: Reader, command: PhoneCommand, context: Context) -> Outcome:
    state, version = reader.state(ACCOUNT, command.account)
    return one(command.account, version, account_phones.decide(state, command))


HANDLERS: Final[Mapping[type, Handler]] = {EnrolPhone: _phone, RevokePhone: _phone}
