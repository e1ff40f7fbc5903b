"""A paper as PDF, made in memory: nothing touches the disk.

The font is DejaVu Sans, which has every Kazakh letter; of it only the signs that are used go into the file.
Whatever was said by people is escaped before the library reads its own marks in it.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import black, grey, lightgrey
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from web.papers.paper import Facts, Paper, Part, Step, Table, Words, shown

PDF: Final = "application/pdf"
FONTS: Final = {"Jedel": "DejaVuSans-2.37.ttf", "JedelBold": "DejaVuSans-Bold-2.37.ttf"}
"""Name of a font here -> its file among the assets of the screens."""
MARGIN: Final = 14 * mm
_PADDING: Final = 6
"""What the library leaves free inside a frame and beside a cell."""
_LOOKED_AT: Final = 500
"""Rows by which the columns of a table are measured."""
_ROOM: Final = 30 * mm
"""So much is left below a heading, or it goes to the next page."""
_LABEL: Final = 0.32
"""Part of the width that names take beside what they name."""
_lock: Final = Lock()


class TooLong(Exception):
    """The paper has more pages than a paper may have."""


class NoFont(Exception):
    """The screens were not built: there is no font to write with."""


def pdf_of(paper: Paper, assets: Path, most_pages: int) -> bytes:
    """The whole file. Raises `TooLong` and `NoFont`."""
    _learn_fonts(assets)
    made = BytesIO()
    size = landscape(A4) if any(len(table.columns) > 6 for table in paper.tables) else A4
    document = SimpleDocTemplate(
        made,
        pagesize=size,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 6 * mm,
        title=paper.title,
        author="Jedel",
        lang=paper.language,
    )
    width = size[0] - 2 * (MARGIN + _PADDING)
    flow = [flowable for part in _parts(paper) for flowable in _flow(part, width)]

    def begin(canvas: Any, _: Any) -> None:
        if canvas.getPageNumber() > most_pages:
            raise TooLong
        _watermark(canvas, paper.mark, size)

    document.build(flow, onFirstPage=begin, onLaterPages=begin, canvasmaker=_numbered(paper, size))
    return made.getvalue()


def _learn_fonts(assets: Path) -> None:
    """Once per process; the library keeps fonts by name."""
    with _lock:
        for name, file in FONTS.items():
            if name in pdfmetrics.getRegisteredFontNames():
                continue
            path = assets / file
            if not path.is_file():
                raise NoFont
            pdfmetrics.registerFont(TTFont(name, str(path)))


def _parts(paper: Paper) -> Iterator[Part]:
    yield Words(text=paper.title, heading=True)
    if paper.number:
        yield Words(text=paper.number, heading=True)
    for part in paper.parts:
        if isinstance(part, Table) and part.title != paper.title:
            yield Words(text=part.title, heading=True)
        yield part


def _style(size: float, font: str = "Jedel", **more: Any) -> ParagraphStyle:
    told = {"fontName": font, "fontSize": size, "leading": size * 1.35, "textColor": black, **more}
    return ParagraphStyle(name=f"{font}{size}", **told)


_TEXT: Final = _style(10, spaceAfter=4)
_HEADING: Final = _style(13, "JedelBold", spaceBefore=8, spaceAfter=5)
_SMALL: Final = _style(8)
_SMALL_BOLD: Final = _style(8, "JedelBold")
_WHAT: Final = _style(10, "JedelBold", spaceBefore=6)
_WHO: Final = _style(8.5, textColor=grey)
_DETAIL: Final = _style(9, leftIndent=12)


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _flow(part: Part, width: float) -> Iterator[Flowable]:
    match part:
        case Words():
            # Kept with what follows by room enough, not by the library: it would keep a whole table together.
            yield from (CondPageBreak(_ROOM),) if part.heading else ()
            yield _words(part.text, _HEADING if part.heading else _TEXT)
        case Facts():
            rows = [[_words(name, _TEXT), _words(said, _TEXT)] for name, said in part.rows]
            yield _grid(rows, [width * _LABEL, width * (1 - _LABEL)])
            yield Spacer(1, 6)
        case Step():
            yield _words(f"{part.when}  {part.what}", _WHAT)
            yield _words(part.who, _WHO)
            for label, lines in part.details:
                yield _words(f"{label}: " + "\n".join(lines), _DETAIL)
        case Table():
            yield _table(part, width)


def _table(table: Table, width: float) -> Flowable:
    head = [_words(column, _SMALL_BOLD) for column in table.columns]
    rows = [[_words(shown(cell), _SMALL) for cell in row] for row in table.rows]
    return _grid([head, *rows], _widths(table, width), repeat=1)


def _widths(table: Table, width: float) -> list[float]:
    """Each column as wide as its longest word, and the rest of the page by how much longer its texts are."""
    texts = [
        [(title, "JedelBold"), *((shown(row[at]), "Jedel") for row in table.rows[:_LOOKED_AT])]
        for at, title in enumerate(table.columns)
    ]
    least = [max(_wide(word, font) for text, font in each for word in text.split() or [""]) for each in texts]
    least = [min(each + 2 * _PADDING, width / 3) for each in least]
    asked = [min(max(_wide(*each) for each in column), width / 2) for column in texts]
    more = [max(1.0, whole - word) for whole, word in zip(asked, least, strict=True)]
    left = width - sum(least)
    if left < 0:
        return [width * each / sum(least) for each in least]
    return [word + left * share / sum(more) for word, share in zip(least, more, strict=True)]


def _wide(text: str, font: str) -> float:
    return pdfmetrics.stringWidth(text, font, _SMALL.fontSize)  # type: ignore[no-any-return]


def _grid(rows: list[list[Any]], widths: list[float], repeat: int = 0) -> Flowable:
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, lightgrey),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
    if repeat:
        style.append(("LINEBELOW", (0, 0), (-1, 0), 0.8, black))
    return Grid(rows, colWidths=widths, repeatRows=repeat, splitInRow=1, style=style)


def _watermark(canvas: Any, mark: str, size: tuple[float, float]) -> None:
    """Across the page, behind what stands on it."""
    if not mark:
        return
    canvas.saveState()
    canvas.setFont("JedelBold", 15)
    canvas.setFillGray(0.86)
    canvas.translate(size[0] / 2, size[1] / 2)
    canvas.rotate(38)
    canvas.drawCentredString(0, 0, mark)
    canvas.restoreState()


def _numbered(paper: Paper, size: tuple[float, float]) -> Callable[..., Any]:
    """A canvas that writes the foot once it knows of how many pages."""

    class Numbered(Canvas):  # type: ignore[misc]  # the library has no types
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self._held: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._held.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, held in enumerate(self._held, start=1):
                self.__dict__.update(held)
                self._foot(f"{number} / {len(self._held)}")
                super().showPage()
            super().save()

        def _foot(self, pages: str) -> None:
            self.setFont("Jedel", 7.5)
            self.setFillGray(0)
            self.drawString(MARGIN, 11 * mm, paper.foot[:150])
            self.drawRightString(size[0] - MARGIN, 11 * mm, pages)
            if paper.mark:
                self.drawString(MARGIN, 7 * mm, paper.mark[:150])

    return Numbered
