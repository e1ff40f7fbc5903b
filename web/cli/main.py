"""The `jedel` command. Each subcommand lives in a module of its own and is imported only when it is called,
so that light commands (`due`) start without the web server's libraries."""

import os
from importlib import import_module

import click

from web.cli.speech import Said, SpokenGroup, words

COMMANDS: dict[str, str] = {
    "account": "web.cli.account:account",
    "backup": "web.cli.backup:backup",
    "calendar": "web.cli.calendars:calendar",
    "checkpoints": "web.cli.checkpoints:checkpoints",
    "demo": "web.cli.demo:demo",
    "due": "web.cli.due:due",
    "import": "web.cli.imports:import_",
    "forget": "web.cli.forget:forget",
    "init": "web.cli.init:init",
    "keys": "web.cli.keys:keys",
    "move": "web.cli.move:move_",
    "nearest": "web.cli.nearest:nearest",
    "reads": "web.cli.reads:reads",
    "release": "web.cli.release:release",
    "roads": "web.cli.roads:roads",
    "run": "web.cli.run:run",
    "serve": "web.cli.serve:serve",
    "verify": "web.cli.verify:verify_",
    "worker": "web.cli.worker:worker",
}
"""Name of a subcommand -> where it is, as `module:attribute`; its line in the help is `cli.NAME.short`."""


class LazyGroup(SpokenGroup):
    """A group whose subcommands are named in a table and imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(words("click.commands")):
            formatter.write_dl([(name, words(f"{name}.short")) for name in sorted(COMMANDS)])


@click.group(cls=LazyGroup, help="cli.help", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    package_name="jedel", message="%(prog)s %(version)s", cls=Said, help="cli.option.version"
)
def main() -> None:
    """Jedel: from a report of danger to a team at the school, live on every screen."""
    os.umask(0o077)  # whatever a command writes is for its owner alone, also in a directory that was there
