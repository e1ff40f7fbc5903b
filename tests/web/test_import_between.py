"""A file for a register that one process applies, as the other tells it."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.postgres import Server as Postgres
from tests.web.small import filled, two

FILE = "id,number,name_ru,lat,lon\nbetween-1,77,Школа,43.21,76.88\n"


def test_how_far_one_is_the_other_tells_and_nobody_interferes(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until whoever is at it has said nothing for long: then another goes on."""
    settings = filled(tmp_path / "data", postgres.new_database())
    with two(settings, "in-process:", "in-process:") as (first, second):
        there, staging = second.enter("admin"), first.system.staging
        sent = there.raw("/api/imports/schools", FILE.encode(), **{"content-type": "text/csv"}).json()
        key = UUID(sent["staged"]["id"])
        assert staging.begin(key)
        staging.tell(key, 3, 10)
        assert there.get(f"/api/imports/{key}")["staged"]["applying"] == {"done": 3, "total": 10}
        body = json.dumps({"digest": sent["digest"]}).encode()
        for path, content in (("apply", body), ("discard", b"{}")):
            refused = there.raw(f"/api/imports/{key}/{path}", content)
            assert (refused.status_code, refused.json()["code"]) == (409, "import-under-way")
        monkeypatch.setattr("dispatch.staging.SILENT", timedelta(0))
        assert there.get(f"/api/imports/{key}")["staged"]["applying"] is None
        done = there.raw(f"/api/imports/{key}/apply", body)
        assert (done.status_code, done.json()["staged"]["outcome"]["stored"]) == (200, 1), done.text
