"""The README's pictures are written with few colours, and rare colours are not lost to frequent ones."""

import struct
import zlib

import pytest

from tests.browser import png

RED, GREEN = (200, 30, 30), (30, 200, 30)


def picture(width: int, rows: list[bytes], kind: int = 2) -> bytes:
    """A PNG of these rows, each with its filter byte in front; `kind` 2 is RGB, 6 is RGBA."""
    header = struct.pack(">IIBBBBB", width, len(rows), 8, kind, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return png.SIGNATURE + b"".join(chunks)


def shown(few: bytes) -> list[png.Colour]:
    """The pixels of a palette picture as `few_colours` writes it."""
    chunks = dict(png.chunks(few))
    width, height = struct.unpack_from(">II", chunks[b"IHDR"])
    raw, palette = zlib.decompress(chunks[b"IDAT"]), chunks[b"PLTE"]
    places = [raw[y * (width + 1) + 1 + x] for y in range(height) for x in range(width)]
    return [tuple(palette[3 * n : 3 * n + 3]) for n in places]  # type: ignore[misc]


@pytest.mark.parametrize(
    "row",
    [
        bytes((0, 10, 20, 30, 40, 50, 60)),
        bytes((1, 10, 20, 30, 30, 30, 30)),
        bytes((2, 9, 19, 29, 39, 49, 59)),
        bytes((3, 10, 20, 30, 35, 40, 45)),
        bytes((4, 9, 19, 29, 30, 30, 30)),
    ],
)
def test_every_filter_of_png_is_read(row: bytes) -> None:
    above = bytes((0, 1, 1, 1, 1, 1, 1))
    assert png.read(picture(2, [above, row]))[2][2:] == [(10, 20, 30), (40, 50, 60)]


def test_a_picture_of_few_colours_stays_as_it_is() -> None:
    row = b"\0" + bytes(RED) + bytes(GREEN)
    assert shown(png.few_colours(picture(2, [row, row]))) == [RED, GREEN] * 2


def test_transparency_is_left_out() -> None:
    row = b"\0" + bytes(RED) + b"\xff" + bytes(GREEN) + b"\xff"
    assert shown(png.few_colours(picture(2, [row], kind=6))) == [RED, GREEN]


def test_a_rare_colour_is_kept_among_many_greys() -> None:
    greys = [bytes((n, n, m)) for n in range(256) for m in (n, max(0, n - 1))]
    row = b"\0" + b"".join(2 * greys) + bytes(GREEN)
    found = shown(png.few_colours(picture(len(greys) * 2 + 1, [row])))
    assert found[-1] == GREEN
    assert len(set(found)) <= png.COLOURS


def test_another_kind_of_png_is_refused() -> None:
    with pytest.raises(ValueError, match="another kind"):
        png.read(picture(1, [b"\0\0"], kind=0))
