"""A misspelt `JEDEL_*` stops the start and names the nearest: ignored, it would look as if it were set."""

import pytest
from click.testing import CliRunner

from web.cli.main import main
from web.settings import BadSettings, read

DATA = {"data": "/nowhere"}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("JEDEL_STOER", "JEDEL_STOER (JEDEL_STORE?)"),
        ("JEDEL_PUBLIC_ULR", "JEDEL_PUBLIC_ULR (JEDEL_PUBLIC_URL?)"),
        ("JEDEL_LIMITS_IDLE_LOCK", "JEDEL_LIMITS_IDLE_LOCK (JEDEL_LIMIT_IDLE_LOCK?)"),
        ("JEDEL_KZ_75_STORES", "JEDEL_KZ_75_STORES (JEDEL_KZ_75_STORE?)"),
        ("JEDEL_KZ_99_STORE", "JEDEL_KZ_99_STORE (JEDEL_KZ_"),
        ("JEDEL_AT", "JEDEL_AT"),
        ("JEDEL_WATERMELON", "JEDEL_WATERMELON"),
    ],
)
def test_what_sets_nothing_stops_the_start(name: str, said: str) -> None:
    with pytest.raises(BadSettings) as refused:
        read({name: "", "JEDEL_HOST": "localhost"}, DATA)
    assert refused.value.code == "setting-unknown"
    assert str(refused.value.params["names"]).startswith(said)


def test_all_of_them_are_named_at_once() -> None:
    with pytest.raises(BadSettings, match=r"JEDEL_HOTS \(JEDEL_HOST\?\), JEDEL_PRT \(JEDEL_PORT\?\)"):
        read({"JEDEL_PRT": "1", "JEDEL_HOTS": "x"}, DATA)


def test_what_is_read_elsewhere_and_what_is_not_ours_is_let_be() -> None:
    names = (
        "JEDEL_LANG",
        "JEDEL_REGIONS",
        "JEDEL_KZ_75_STORE",
        "JEDEL_KZ_75_LIMIT_SCREENS",
        "JEDELS",
        "jedel_x",
    )
    assert read(dict.fromkeys(names, ""), DATA).store == "sqlite:"


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_command_ends_in_words(language: str) -> None:
    environment = {"JEDEL_STOER": "postgresql:///jedel", "JEDEL_LANG": language}
    said = CliRunner(env=environment).invoke(main, ["serve", "--data", "/nowhere"])
    assert said.exit_code == 1
    assert "JEDEL_STOER (JEDEL_STORE?)" in said.output
    assert "postgresql" not in said.output
