"""Settings that cannot work are errors at start, in words; logins and rates stay where they belong."""

from pathlib import Path

import pytest

from dispatch.access_store import AccessStore, DemoLogin
from dispatch.clock import FastClock, SystemClock
from dispatch.identities import Identities
from dispatch.tables.sqlite import FileTables
from web.bootstrap import build, close, set_up
from web.clocks import clock_of
from web.oidc.sign_on import sign_on_of
from web.settings import BadSettings, Settings, read

DATA = {"data": "/nowhere"}


def test_arguments_overrule_the_environment() -> None:
    settings = read({"JEDEL_PORT": "9000", "JEDEL_HOST": "127.0.0.1"}, {**DATA, "port": 9100, "host": None})
    assert (settings.port, settings.host) == (9100, "127.0.0.1")
    assert settings.url == "http://localhost:9100"
    assert settings.allowed_origins == {"http://localhost:9100"}


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"JEDEL_STORE": "mysql://x"}, "unknown scheme"),
        ({"JEDEL_KEYS": "vault://x"}, "unknown scheme"),
        ({"JEDEL_KEYS": "postgresql://jedel@10.0.0.1/keys"}, "keys would go to 10.0.0.1 in clear"),
        ({"JEDEL_KEYS": "postgresql://j@/x", "JEDEL_STORE": "postgresql://j@/x"}, "the log's own database"),
        ({"JEDEL_HINTS": "kafka:"}, "unknown scheme"),
        ({"JEDEL_HINTS": "redis://:secret@10.0.0.1/0"}, "hints would go to 10.0.0.1 in clear"),
        ({"JEDEL_HINTS": "redis:"}, "redis://, rediss:// or unix://"),
        ({"JEDEL_HINTS": "unix:relative.sock"}, "redis://, rediss:// or unix://"),
        ({"JEDEL_ROUTING": "teleport:"}, "unknown scheme"),
        ({"JEDEL_PORT": "99999"}, "not a port"),
        ({"JEDEL_PORT": "eighty"}, "cannot be read"),
        ({"JEDEL_CLOCK_RATE": "0"}, "clock rate"),
        ({"JEDEL_CLOCK_START": "2026-03-20T16:00:00"}, "with its zone"),
        ({"JEDEL_HOST": "0.0.0.0"}, "plain http"),
        ({"JEDEL_HOST": "192.168.1.5"}, "plain http"),
        ({"JEDEL_PUBLIC_URL": "http://jedel.example"}, "in clear"),
        ({"JEDEL_PUBLIC_URL": "https://jedel.example/path"}, "origin"),
        ({"JEDEL_ORIGINS": "*"}, "origin"),
        ({"JEDEL_ORIGINS": "https://*.example"}, "origin"),
        ({"JEDEL_TLS_CERTIFICATE": "cert.pem"}, "both"),
        ({"JEDEL_OIDC_ISSUER": "http://id.example", "JEDEL_OIDC_CLIENT": "jedel"}, "no https address"),
        ({"JEDEL_OIDC_ISSUER": "https://id.example?x=1", "JEDEL_OIDC_CLIENT": "jedel"}, "no https address"),
        ({"JEDEL_OIDC_ISSUER": "id.example", "JEDEL_OIDC_CLIENT": "jedel"}, "no https address"),
        ({"JEDEL_OIDC_ISSUER": "https://id.example"}, "JEDEL_OIDC_CLIENT"),
        ({"JEDEL_CHECKPOINTS": f"{DATA['data']}/inside"}, "no place elsewhere"),
        ({"JEDEL_CHECKPOINTS": str(DATA["data"])}, "no place elsewhere"),
    ],
)
def test_what_cannot_work_is_said(environment: dict[str, str], words: str) -> None:
    with pytest.raises(BadSettings, match=words):
        read(environment, DATA)


def test_without_data_nothing_starts() -> None:
    with pytest.raises(BadSettings, match="--data"):
        read({}, {})


def test_behind_a_proxy_that_speaks_https_cookies_are_bound_to_the_host() -> None:
    settings = read({"JEDEL_PUBLIC_URL": "https://jedel.example"}, DATA)
    assert settings.secure
    assert settings.allowed_origins == {"https://jedel.example"}


def test_a_directory_that_was_not_set_up_is_not_touched(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="not set up"):
        build(Settings(data=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_demonstration_logins_elsewhere_stop_the_start(tmp_path: Path) -> None:
    set_up(tmp_path, {"demonstration": False})
    file = FileTables(tmp_path / "access.db")
    AccessStore(file).show_logins([DemoLogin(login="x", password="y", role="head", name="z")])
    file.close()
    with pytest.raises(BadSettings, match="demonstration logins"):
        build(Settings(data=tmp_path))


def test_only_a_demonstration_hurries(tmp_path: Path) -> None:
    fast = Settings(data=tmp_path, clock_rate=60)
    with pytest.raises(BadSettings, match="only a demonstration"):
        clock_of(fast, demonstration=False)
    clock = clock_of(fast, demonstration=True)
    assert isinstance(clock, FastClock)
    assert clock.rate == 60
    assert clock.now() < SystemClock().now()
    assert clock_of(Settings(data=tmp_path), demonstration=True).rate == 1


def test_two_processes_never_write_one_log(tmp_path: Path) -> None:
    from dispatch.lock import AlreadyWriting

    set_up(tmp_path, {"demonstration": False})
    system = build(Settings(data=tmp_path))
    try:
        with pytest.raises(AlreadyWriting, match="another process writes"):
            build(Settings(data=tmp_path))
    finally:
        close(system)


@pytest.mark.parametrize(
    ("text", "mode", "code"), [("s", 0o644, "secret-open"), ("\n", 0o600, "secret-unreadable")]
)
def test_a_secret_that_is_none_stops_the_start(tmp_path: Path, text: str, mode: int, code: str) -> None:
    path = tmp_path / "oidc.txt"
    path.write_text(text)
    path.chmod(mode)
    file = FileTables(tmp_path / "access.db")
    provider = {"oidc_issuer": "https://id.example", "oidc_client": "jedel"}
    given = Settings(data=tmp_path, oidc_secret_file=path, **provider)  # type: ignore[arg-type]
    with pytest.raises(BadSettings) as refused:
        sign_on_of(given, Identities(file), None)  # type: ignore[arg-type]
    assert refused.value.code == code
