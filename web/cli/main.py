"""The `jedel` command. Each subcommand lives in a module of its own and is imported only when it is called,
so that light commands (`due`) start without the web server's libraries."""

import os
from importlib import import_module

import click

COMMANDS: dict[str, tuple[str, str]] = {
    "account": ("web.cli.account:account", "Add people and set passwords, while the server is stopped."),
    "backup": ("web.cli.backup:backup", "Copy an installation while it is served, its keys apart."),
    "demo": ("web.cli.demo:demo", "Play an evening into the running demonstration."),
    "due": ("web.cli.due:due", "Say until when an ordinary request is to be considered, and why."),
    "import": ("web.cli.imports:import_", "Put schools, staff or groups from a file into the register."),
    "init": ("web.cli.init:init", "Set a real installation up: keys, database, centre, first administrator."),
    "run": ("web.cli.run:run", "Start the demonstration: an invented town, with logins for everybody."),
    "serve": ("web.cli.serve:serve", "Serve an installation until told to stop."),
}
"""Name of a subcommand -> (where it is, as `module:attribute`; what it does, one line for `jedel --help`)."""


class LazyGroup(click.Group):
    """A group whose subcommands are named in a table and imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name][0].split(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, text) for name, (_, text) in sorted(COMMANDS.items())]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="jedel")
def main() -> None:
    """Jedel: from a report of danger to a team at the school, live on every screen."""
    os.umask(0o077)  # whatever a command writes is for its owner alone, also in a directory that was there
