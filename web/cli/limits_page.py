"""Write the table of limits in docs/operating.md. Run `python -m web.cli.limits_page` in a checkout."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from web.bounds import Bound
from web.limits import Limits
from web.limits_reading import bounds, in_unit

PAGE = Path("docs/operating.md")
BEGINS: Final = "<!-- limits: written by `python -m web.cli.limits_page`; a test holds them fresh -->\n"
ENDS: Final = "<!-- end of limits -->\n"


def table() -> str:
    """One row a limit."""
    return "\n".join(
        ["| variable | limit | default | from | to | unit |", "|---|---|---|---|---|---|", *_rows()]
    )


def _rows() -> Iterator[str]:
    limits = Limits()
    for name, spec in bounds().items():
        bound: Bound = spec.metadata["bound"]
        now = in_unit(spec, getattr(limits, spec.name))
        numbers = " | ".join(_number(each) for each in (now, bound.least, bound.most))
        yield f"| `{name}` | {bound.says} | {numbers} | {bound.unit} |"


def _number(value: float) -> str:
    """Thousands apart as in the rest of the page."""
    return f"{int(value):,}" if value == int(value) else str(value)


def fresh(page: str) -> str:
    """The page with today's table between its two marks."""
    before, _, rest = page.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}{table()}\n{ENDS}{after}"


if __name__ == "__main__":
    PAGE.write_text(fresh(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
