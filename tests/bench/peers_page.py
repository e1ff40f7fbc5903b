"""`python -m tests.bench.peers_page` writes docs/peers.md from the figures that are kept."""

from collections.abc import Sequence
from typing import Final

from tests.bench.kept import KEPT, ROOT, Line, read, verdict

PAGE: Final = ROOT / "docs/peers.md"
HEAD: Final = """\
# The live board beside others

The same work on each: 1,000 boards of one region are connected, and a change of the same bytes (about 570)
goes to all of them, one at a time, from before the request until the last board has it. All four servers are
alive in one run, each on the same core, and are visited in turn within each round; the boards are sockets of
one process on the other core. What speaks for a peer was given to it: Channels runs on uvicorn with the
faster layer of channels_redis, changes are encoded once by the publisher, nothing is compressed, no heartbeat
falls into the run, and Redis' own processor time is not counted. Jedel's board has rights, heartbeat,
positions and batching on.

`make peers` fetches the peers, `.venv/bin/python -m tests.bench --only peers --keep
docs/figures.jsonl` measures, `.venv/bin/python -m tests.bench.peers_page` writes this page from what is kept.
"""
FIGURES: Final = ("deliveries/s", "processor time per delivery", "last board, p99")


def page(lines: Sequence[Line]) -> str:
    """The page as Markdown."""
    found = {line["name"]: line for line in lines if line["bench"] == "peers"}
    if not found:
        return HEAD
    peers = list(dict.fromkeys(name.partition(",")[0] for name in found))
    tables = [_table(found, peers, figure) for figure in FIGURES]
    first = next(iter(found.values()))
    said = (
        f"Measured on {first['day']} at a load of {first['load']:g}, medians over {first['rounds']} rounds; "
    )
    said += f"the boards' process used {first['client']:.0%} of its core.\n"
    return "\n".join((HEAD, said, *tables))


def _table(found: dict[str, Line], peers: Sequence[str], figure: str) -> str:
    rows = [
        f"## {figure[0].upper()}{figure[1:]}\n",
        "| beside | version | Jedel | the other | ratio | spread | target | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for peer in peers:
        (line,) = (line for name, line in found.items() if name.startswith(peer) and name.endswith(figure))
        low, high = line["spread"]
        cells = (
            peer.removeprefix("beside "),
            line["version"],
            f"{line['value']:g} {line['unit']}",
            f"{line['floor']:g}",
            f"{line['ratio']:g}",
            f"{low:g} to {high:g}",
            line["target"] or "",
            verdict(line),
        )
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(read(KEPT)), encoding="utf-8")
