"""Every `jedel` command takes `--data DIR`, says what each option is, and light ones load nothing heavy."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from web.cli.main import COMMANDS, main


def commands(of: click.Command = main, name: str = "jedel") -> Iterator[tuple[str, click.Command]]:
    """Every command that can be called, those of groups too."""
    if not isinstance(of, click.Group):
        yield name, of
        return
    context = click.Context(of)
    for each in of.list_commands(context):
        inner = of.get_command(context, each)
        assert inner is not None
        yield from commands(inner, f"{name} {each}")


EVERY = dict(commands())


def without_data(every: dict[str, click.Command]) -> list[str]:
    return [name for name, one in every.items() if not any("--data" in each.opts for each in one.params)]


def test_every_command_is_looked_at() -> None:
    assert len(EVERY) > len(COMMANDS)


def test_every_command_takes_the_data_directory() -> None:
    assert without_data(EVERY) == []


def test_a_command_without_it_is_seen() -> None:
    @click.command()
    @click.option("--elsewhere")
    def careless(elsewhere: str) -> None:
        """Does nothing."""

    assert without_data({"jedel careless": careless}) == ["jedel careless"]


@pytest.mark.parametrize("name", EVERY)
def test_every_command_says_what_it_does(name: str) -> None:
    told = CliRunner().invoke(main, [*name.split()[1:], "--help"])
    assert told.exit_code == 0, told.output
    assert EVERY[name].help
    assert "--data" in told.output


def test_what_it_writes_is_its_owners_alone_also_in_a_directory_that_was_there(tmp_path: Path) -> None:
    data, password = tmp_path / "data", tmp_path / "password"
    data.mkdir(mode=0o755)
    password.write_text("long-enough-neverwas\n", encoding="utf-8")
    said = ["--region", "KZ-75", "--name-kk", "О", "--name-ru", "Ц", "--lat", "43.2", "--lon", "76.9"]
    said += ["--login", "root", "--name", "R", "--password-file", str(password), "--data", str(data)]
    told = CliRunner().invoke(main, ["init", *said])
    assert told.exit_code == 0, told.output
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in data.iterdir()} == dict.fromkeys(
        (path.name for path in data.iterdir()), "0o0"
    )


def test_due_loads_nothing_heavy() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from web.cli.main import main;"
        "told = CliRunner().invoke(main, ['due', '--received', '2026-03-20', '--data', 'nowhere']);"
        "assert told.output.splitlines()[-1] == '2026-03-27', told.output;"
        "print([name for name in ('starlette', 'uvicorn', 'cryptography', 'cattrs') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
