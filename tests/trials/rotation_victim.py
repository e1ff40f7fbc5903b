"""The process that is killed while it rotates the wrapping key.

    python -m tests.trials.rotation_victim DIRECTORY DIE_AT [--careless]

It kills itself, as kill -9 does, when step number DIE_AT (from 0) of the rotation was done; else it says how
many steps there were. `--careless` is the planted fault: the old key is dropped before anything is wrapped
with the new one.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from dispatch import rotation
from dispatch.wrapped import secrets_in


def main(directory: str, die_at: str, *flags: str) -> None:
    steps = count()

    def at(step: str) -> None:
        if next(steps) == int(die_at):
            os.kill(os.getpid(), signal.SIGKILL)

    if "--careless" in flags:
        write = rotation.replace_key_file
        rotation.replace_key_file = lambda path, keys, at: write(path, dict([next(iter(keys.items()))]), at)
    print("ready", flush=True)
    rotation.rotate(secrets_in(Path(directory)), lambda done, of: None, at)
    print(next(steps), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
