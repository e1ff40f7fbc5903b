"""Small made-up checkouts for showing that a house test fails when it should."""

import json
from pathlib import Path


def plant(root: Path, files: dict[str, str]) -> Path:
    """Write the files under root and give it back."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def catalogue(root: Path, **texts: object) -> Path:
    """A checkout with one message area, a file per language given: kk={...}, ru={...}, en={...}."""
    return plant(
        root, {f"web/messages/board/{language}.json": json.dumps(found) for language, found in texts.items()}
    )
