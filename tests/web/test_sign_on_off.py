"""Without a provider in the settings nobody is asked for anything."""

from pathlib import Path

from tests.web.people import real_installation
from tests.web.served import served
from web.settings import Settings


def test_where_none_is_set_nobody_is_asked(tmp_path: Path) -> None:
    real_installation(tmp_path / "data")
    with served(Settings(data=tmp_path / "data", port=0)) as running:
        client = running.nobody()
        assert client.get("/api/door")["sso"] is False
        assert client.raw("/api/sso/begin", b"{}").json()["code"] == "sso-off"
        assert client.http.get("/sso/callback").headers["location"] == "/login#sso-off"
