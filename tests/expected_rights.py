"""What each role may do, written down by hand from what its work needs, and never made from the table.

One line an action, one word or more a role: `-` nothing; `region` all of the region; `open` what is not
closed; `nation` all regions; `owner`, `received`, `own-team`, `visited`, `emergency`, `self` how the person
must stand to the thing. For reading `:123` are the levels opened, `w` one's own words; else it is what is
operational.
"""

from typing import Final

_ORDER: Final = "operator dispatcher team lead specialist supervisor head analyst auditor administrator"
ROLES: Final = tuple(_ORDER.split())

_LINES: Final = """
enter             self | self | self | self | self | self | self | self | self | self
choose-language   self | self | self | self | self | self | self | self | self | self
read-inbox        self | self | self | self | self | self | self | self | self | self
receive           region | region | - | - | - | region | region | - | - | -
print-sheets      region | region | - | - | - | region | region | - | - | region
watch-queue       region | region | - | - | - | region | region | - | - | -
list-cases        region | region | - | visited | visited | region | region | - | - | -
watch-teams       region | region | - | - | - | region | region | - | - | -
watch-crew        - | region | own-team | own-team | - | region | region | - | - | -
read-case         region:1w received:12 emergency:123 | open:123 owner:123 region:1 emergency:123 | - | visited:123 emergency:123 | visited:123 emergency:123 | region:123 emergency:123 | region:123 emergency:123 | - | - | -
read-story        region:1w received:12 emergency:123 | open:123 owner:123 region:1 emergency:123 | - | visited:123 emergency:123 | visited:123 emergency:123 | region:123 emergency:123 | region:123 emergency:123 | - | - | -
read-assignment   - | - | own-team:123 | own-team:123 | - | - | - | - | - | -
read-registers    region | region | region | region | region | region | region | - | region | region
describe-case     region | region | visited | visited | visited | region | region | - | - | -
act-for-safety    region emergency | region emergency | visited | visited emergency | visited emergency | region emergency | region emergency | - | - | -
work-case         - | region | - | - | - | region | region | - | - | -
confirm-class     - | region | - | - | - | region | region | - | - | -
decide-duty       - | - | - | - | - | - | region | - | - | -
ask-deletion      region | region | - | - | - | region | region | - | - | -
decide-keeping    - | - | - | - | - | region | region | - | - | -
read-retention    - | - | - | - | - | region | region | - | - | region
apply-retention   - | - | - | - | - | - | region | - | - | -
dispatch          - | open | - | - | - | region | region | - | - | -
report-visit      - | region | own-team | own-team | - | region | region | - | - | -
run-shift         - | region | own-team | own-team | - | region | region | - | - | -
report-position   - | - | own-team | own-team | - | - | - | - | - | -
keep-registers    - | - | - | - | - | - | region | - | - | region
keep-settings     - | - | - | - | - | - | region | - | - | region
read-administration - | - | - | - | - | - | region | - | region | region
open-emergency    region | region | - | region | region | region | region | - | - | -
open-emergency-abroad - | region | - | - | - | - | region | - | - | -
review-emergency  - | - | - | - | - | region | region | - | - | -
record-breach     - | - | - | - | - | region | region | - | region | -
decide-breach     - | - | - | - | - | - | region | - | - | -
read-monitoring   - | - | - | - | region | region | region | - | region | -
record-monitoring - | - | - | - | region | region | region | - | - | -
load-calendar     - | - | - | - | - | - | region | - | - | region
read-readings     - | - | - | - | - | region | region | - | region | -
read-duties       - | - | - | - | - | region | region | - | region | -
export-lists      - | - | - | - | - | region | region | - | - | -
ask-export        - | open:123 owner:123 | - | - | - | region:123 | region:123 | - | - | -
approve-export    - | - | - | - | - | region | region | - | region | -
read-exports      - | region | - | - | - | region | region | - | region | -
print-story       - | open:123 owner:123 | - | - | - | region:123 | region:123 | - | - | -
read-drives       - | - | - | - | - | region | region | - | - | -
read-figures      - | - | - | - | - | - | nation | nation | - | -
read-rights       - | - | - | - | - | - | region | - | region | region
keep-accounts     - | - | - | - | - | - | - | - | - | region
ask-reset         - | - | - | - | - | region | region | - | - | region
confirm-reset     - | - | - | - | - | - | region | - | - | region
keep-phones       - | - | - | - | - | region | region | - | - | region
"""  # noqa: E501 - a table is read by its columns

HOLDS: Final = {
    "owner": {"owner"},
    "received": {"received"},
    "own-team": {"own-team"},
    "visited": {"own-team", "own-team-before"},
    "self": {"self"},
}


def expected() -> dict[tuple[str, str], tuple[str, ...]]:
    """(role, action) -> the words of its cell."""
    cells = {}
    for line in _LINES.strip().splitlines():
        action, _, rest = line.partition(" ")
        words = [tuple(cell.split()) for cell in rest.split("|")]
        assert len(words) == len(ROLES), action
        cells.update(
            {(role, action): () if cell == ("-",) else cell for role, cell in zip(ROLES, words, strict=True)}
        )
    return cells


def wanted(cell: tuple[str, ...], relation: str, *, home: bool, closed: bool) -> str | None:
    """The levels that a cell opens to somebody who stands so to a thing of their own region or another.

    None is no.
    """
    opened = [
        levels or "1"
        for reach, _, levels in (word.partition(":") for word in cell)
        if _open(reach, relation, home, closed)
    ]
    return "".join(sorted(set("".join(opened)))) if opened else None


def _open(reach: str, relation: str, home: bool, closed: bool) -> bool:
    if reach in ("nation", "emergency"):
        return reach == "nation" or relation == "emergency"
    if reach in ("region", "open"):
        return home and not (reach == "open" and closed)
    return home and relation in HOLDS[reach]
