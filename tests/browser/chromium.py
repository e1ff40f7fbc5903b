"""Finds the Chromium that drives the pages: `$CHROMIUM`, one on PATH, else the one from the npm package."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGED = ROOT / "web" / "screen" / "node_modules" / "@sparticuz" / "chromium" / "build" / "index.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
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


def on_path(named: str = "") -> str | None:
    """Path of the Chromium that is named or on PATH; None if there is none."""
    return next((found for name in (named, *NAMES) if name and (found := shutil.which(name))), None)


def packaged() -> str | None:
    """Path of the npm package's Chromium, unpacked into the temporary folder; None if it is not installed."""
    if not PACKAGED.exists():
        return None
    script = f"import({PACKAGED.as_uri()!r}).then(async m => console.log(await m.default.executablePath()))"
    node = shutil.which("node", path=f"{ROOT / '.venv' / 'bin'}:{os.environ.get('PATH', '')}")
    if node is None:
        return None
    done = subprocess.run([node, "-e", script], capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.strip() or None


def find() -> str | None:
    """Path of a Chromium to drive; None if there is none at all."""
    return on_path(os.environ.get("CHROMIUM", "")) or packaged()
