"""The server that people are forgotten in: says its port, then serves until it dies.

    python -m tests.trials.forgetting_victim DIRECTORY [--between] [--unlink] [--traces] [--form]

`--between` dies after an event of forgetting is durable and before the key is destroyed. The rest are planted
faults: a key that is only unlinked, traces that stay, words and receipts of the form that stay.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from dispatch.graves import Graves
from dispatch.key_place import KeyFile
from dispatch.tables.sqlite import FileTables
from domain.case.forgetting_events import SubjectForgotten
from projections.traces import Traces
from web.form_parts import PublicForm
from web.limits import Limits
from web.serving import serve
from web.settings import Settings
from web.system import System

PLENTY = 1_000
"""Requests of one network at once: the trial writes all of its own from one place."""


def die_between() -> None:
    def die(graves: Graves, subjects: Any) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    Graves.destroy_or_wait = die  # type: ignore[method-assign]


def only_unlink() -> None:
    make = KeyFile.open

    def careless(place: KeyFile) -> FileTables:
        made = make(place)
        made.rows("PRAGMA secure_delete=OFF")
        return made

    KeyFile.open = careless  # type: ignore[method-assign]
    KeyFile.overwrite = lambda place, traces: None  # type: ignore[method-assign]


def keep_traces() -> None:
    fold = Traces.fold

    def careless(traces: Traces, row: Any, recorded: Any) -> Any:
        return row if isinstance(recorded.event, SubjectForgotten) else fold(traces, row, recorded)

    Traces.fold = careless  # type: ignore[method-assign]


def keep_form() -> None:
    PublicForm.forget = lambda form, cases: None  # type: ignore[method-assign]


FLAGS = {"--between": die_between, "--unlink": only_unlink, "--traces": keep_traces, "--form": keep_form}


def ready(system: System) -> None:
    print(system.settings.port, flush=True)


def main(directory: str, *flags: str) -> None:
    for flag in flags:
        FLAGS[flag]()
    limits = Limits(form_network_burst=PLENTY, form_school_burst=PLENTY, form_burst=PLENTY)
    asyncio.run(serve(Settings(data=Path(directory), port=0, limits=limits), ready))


if __name__ == "__main__":
    main(*sys.argv[1:])
