"""The organisation's login as a way into an account: linked and unlinked."""

from dataclasses import dataclass

from domain.account import Account
from domain.account_entering import IdentityLinked, IdentityUnlinked
from domain.identity import AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkIdentity:
    """`mark` is a keyed hash of who the person is at the issuer."""

    account: AccountId
    issuer: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkIdentity:
    account: AccountId
    issuer: str
    mark: str


def linking(
    state: Account, command: LinkIdentity | UnlinkIdentity
) -> tuple[IdentityLinked | IdentityUnlinked, ...]:
    """Nothing where the same was the last that was told; unlinked also what the log never knew as linked."""
    kind = IdentityLinked if isinstance(command, LinkIdentity) else IdentityUnlinked
    told = kind(issuer=command.issuer, mark=command.mark)
    return () if told in state.logins else (told,)
