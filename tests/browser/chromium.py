"""Finds the Chromium that drives the pages: `$CHROMIUM`, that of the npm package, or one on PATH.

The package's is the headless shell: without windows that nobody sees a page costs half of a whole Chromium's.
`python -m tests.browser.chromium` says which it is.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGED = ROOT / "web" / "screen" / "node_modules" / "@sparticuz" / "chromium" / "build" / "index.js"
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=user-gesture-required",
)


def on_path(*names: str) -> str | None:
    """Path of the first of these on PATH; None if there is none."""
    return next((found for name in names if name and (found := shutil.which(name))), None)


def packaged() -> str | None:
    """Path of the npm package's Chromium, unpacked into the temporary folder; None if it does not start."""
    if not PACKAGED.exists():
        return None
    script = f"import({PACKAGED.as_uri()!r}).then(async m => console.log(await m.default.executablePath()))"
    node = shutil.which("node", path=f"{ROOT / '.venv' / 'bin'}:{os.environ.get('PATH', '')}")
    if node is None:
        return None
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=120)
    path = done.stdout.strip()
    return path if path and starts(path) else None


def starts(path: str) -> bool:
    """Whether this machine has the libraries that it needs."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except OSError:
        return False


def find() -> str | None:
    """Path of a Chromium to drive; None if there is none at all."""
    return on_path(os.environ.get("CHROMIUM", "")) or packaged() or on_path(*NAMES)


if __name__ == "__main__":
    print(find() or sys.exit(1))
