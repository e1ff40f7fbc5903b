"""The whole program with the invented town, as behind a proxy on this machine; prints what callers need.

python -m tests.trials.form_server DIRECTORY
"""

import asyncio
import json
import sys
from pathlib import Path
from uuid import UUID

from realtime.loop import run
from web.bootstrap import build, close, set_up
from web.serving import serve
from web.setting_up import draw_town, load_town, town_of
from web.settings import Settings
from web.system import System
from web.visitor import cookie_name

PUBLIC = "https://jedel.example"
"""Behind a proxy: https outside, plain http on this machine, and the proxy names the network."""


def prepare(data: Path) -> None:
    """The town, once."""
    set_up(data, {"demonstration": True, "seed": 1})
    draw_town(data, town_of({"seed": 1}))
    system = build(Settings(data=data))
    try:
        asyncio.run(load_town(system, town_of({"seed": 1}), lambda _: None))
    finally:
        close(system)


def needs(system: System) -> str:
    rows = system.rows("accounts").values()
    account = next(UUID(row["id"]) for row in rows if row["login"] == "dispatcher")
    token, _ = session(system, account)
    school = sorted(row["id"] for row in system.region_rows("schools", "KZ-00"))[0]
    said = {
        "url": system.settings.url,
        "port": str(system.settings.port),
        "cookie": f"{cookie_name(system.settings)}={token}",
        "code": system.form.codes.code_of(school),
        "token": system.form.gate.token(),
    }
    return json.dumps(said)


def session(system: System, account: UUID):  # type: ignore[no-untyped-def]
    return system.sessions.begin(account, "trial", system.settings.limits.session)


if __name__ == "__main__":
    directory = Path(sys.argv[1])
    prepare(directory)
    settings = Settings(data=directory, port=0, public_url=PUBLIC)
    run(serve(settings, lambda system: print(needs(system), flush=True)))
