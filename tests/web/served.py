"""A server of one's own, in a thread of this process, reached over its port only."""

import asyncio
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from realtime.loop import run
from tests.web.client import Running
from web.serving import serve
from web.settings import Settings
from web.system import System


@contextmanager
def served(settings: Settings, regions: Mapping[str, Settings] | None = None) -> Iterator[Running]:
    """Serve these settings, and regions with a log of their own; what is logged is kept in `lines`."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    started, found = threading.Event(), {}

    async def main() -> None:
        found["stop"], found["loop"] = asyncio.Event(), asyncio.get_running_loop()

        def ready(system: System) -> None:
            found["system"] = system
            started.set()

        await serve(settings, ready, found["stop"], regions)

    thread = threading.Thread(target=lambda: run(main()), daemon=True)
    thread.start()
    assert started.wait(20), "the server did not start"
    yield Running(system=found["system"], lines=lines)
    found["loop"].call_soon_threadsafe(found["stop"].set)
    thread.join(20)
    logging.getLogger().removeHandler(handler)
    assert not thread.is_alive(), "the server did not stop"
