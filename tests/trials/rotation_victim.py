"""The process that is killed while it rotates the wrapping key.

    python -m tests.trials.rotation_victim DIRECTORY LOG KEYS DIE_AT [--careless]

LOG and KEYS are URLs, empty for files. It kills itself, as kill -9 does, when step number DIE_AT (from 0) of
the rotation was done; else it says how many steps there were. `--careless` is the planted fault: the old key
is dropped before anything is wrapped with the new one.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from dispatch import rotation
from tests.trials.rotation import Where


def main(directory: str, log: str, keys: str, die_at: str, *flags: str) -> None:
    steps = count()

    def at(step: str) -> None:
        if next(steps) == int(die_at):
            os.kill(os.getpid(), signal.SIGKILL)

    if "--careless" in flags:
        write = rotation.replace_key_file
        rotation.replace_key_file = lambda path, keys, at: write(path, dict([next(iter(keys.items()))]), at)
    print("ready", flush=True)
    rotation.rotate(Where(Path(directory), log, keys).secrets(), lambda done, of: None, at)
    print(next(steps), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
