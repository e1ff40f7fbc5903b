"""What happens to somebody's means of entering goes into their account's stream before it happens."""

import secrets
from uuid import UUID

from dispatch.ports import Submission
from domain.account_recovery import EnteringCommand
from domain.refusal import Refused
from web import problems
from web.system import System

OWN: str = "account"
"""Written as the role where people act on their own account."""


async def record(system: System, account: UUID, command: EnteringCommand) -> None:
    """In the person's own name. Raises `Problem` if the log will not have it."""
    row = system.row("accounts", str(account)) or {}
    outcome = await system.store.writer.submit(
        Submission(
            name="entering",
            command=command,
            command_id=UUID(bytes=secrets.token_bytes(16), version=4),
            by=account,
            role=OWN,
            region=row["region"],
            centre=system.centre_of(row["region"]),
            body=repr(command).encode(),
        )
    )
    if isinstance(outcome, Refused):
        raise problems.of(outcome)
