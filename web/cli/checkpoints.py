"""`jedel checkpoints`: the key that signs them, shown for keeping elsewhere, and replaced."""

from pathlib import Path

import click

from dispatch.evidence.signing import KEY_FILE, make_signing_key, public_pem, read_signing_keys
from web.cli.options import EXPECTED, data_option, told
from web.cli.speech import SpokenGroup, fault, words
from web.log_place import is_there


@click.group("checkpoints", cls=SpokenGroup, help="cli.checkpoints")
def checkpoints() -> None:
    """Signed checkpoints of the log, and their key."""


@checkpoints.command("key", help="cli.checkpoints.key")
@data_option
def key(data: Path) -> None:
    """Print the public key (PEM); its id goes to standard error."""
    try:
        signing = read_signing_keys(data / KEY_FILE)[0]
    except EXPECTED as error:
        raise told(error) from None
    click.echo(public_pem(signing.public).decode(), nl=False)
    click.echo(words("checkpoints.id", id=signing.id), err=True)


@checkpoints.command("new-key", help="cli.checkpoints.new-key")
@data_option
def new_key(data: Path) -> None:
    """Put a new key in use. The one it replaces signs the new one's first checkpoint too."""
    if not is_there(data):
        raise fault("fault.no-log", data=str(data))
    known = (data / KEY_FILE).exists()
    try:
        made = make_signing_key(data / KEY_FILE)
    except EXPECTED as error:
        raise told(error) from None
    click.echo(words("checkpoints.made" if known else "checkpoints.made-alone", id=made.id))
