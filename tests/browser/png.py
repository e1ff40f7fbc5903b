"""PNG pictures with at most 256 colours: pages have few, and a repository keeps every picture for ever.

Reads what Chromium writes (8 bits a channel, RGB or RGBA, not interlaced) and writes a palette picture.
"""

import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
COLOURS: Final = 256
APART: Final = 90
"""Two kept colours differ at least so much: about three steps of a channel."""

Colour = tuple[int, int, int]


def few_colours(picture: bytes) -> bytes:
    """The same picture with its most frequent colours; the others become the nearest of those."""
    width, height, pixels = read(picture)
    count = Counter(pixels)
    kept = palette_of(count)
    place = {colour: nearest(colour, kept) for colour in count}
    indexes = bytes(place[pixel] for pixel in pixels)
    rows = b"".join(b"\0" + indexes[at : at + width] for at in range(0, width * height, width))
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    palette = bytes(part for colour in kept for part in colour)
    return SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", header),
            _chunk(b"PLTE", palette),
            _chunk(b"IDAT", zlib.compress(rows, 9)),
            _chunk(b"IEND", b""),
        )
    )


def palette_of(count: Counter[Colour]) -> list[Colour]:
    """The most frequent colours, passing over those that differ too little from one that is kept already.

    What is rare and like nothing else, such as one green dot, would else be lost to the greys of letters.
    """
    if len(count) <= COLOURS:
        return list(count)
    kept: list[Colour] = []
    for colour, _ in count.most_common():
        if all(distance(colour, other) > APART for other in kept):
            kept.append(colour)
            if len(kept) == COLOURS:
                break
    return kept


def distance(one: Colour, other: Colour) -> int:
    """How much two colours differ; green weighs most, as it does to the eye."""
    return 3 * (one[0] - other[0]) ** 2 + 6 * (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2


def nearest(colour: Colour, among: list[Colour]) -> int:
    """Place of the colour that differs least."""
    return min(range(len(among)), key=lambda n: distance(colour, among[n]))


def read(picture: bytes) -> tuple[int, int, list[Colour]]:
    """Width, height and the pixels row by row, without transparency."""
    parts = list(chunks(picture))
    width, height, depth, kind, *_, interlaced = struct.unpack(">IIBBBBB", parts[0][1])
    if depth != 8 or kind not in (2, 6) or interlaced:
        raise ValueError(f"a PNG of another kind: {depth} bits, colour type {kind}, interlaced {interlaced}")
    step = 3 if kind == 2 else 4
    raw = zlib.decompress(b"".join(body for name, body in parts if name == b"IDAT"))
    pixels: list[Colour] = []
    before = bytearray(width * step)
    for at in range(0, len(raw), width * step + 1):
        row = _unfiltered(raw[at], bytearray(raw[at + 1 : at + 1 + width * step]), before, step)
        pixels += zip(row[0::step], row[1::step], row[2::step], strict=True)
        before = row
    return width, height, pixels


def _unfiltered(kind: int, row: bytearray, before: bytearray, step: int) -> bytearray:
    """One row as it was before PNG's filter: each byte was stored as a difference to its neighbours."""
    if kind == 0:
        return row
    for n in range(len(row)):
        left = row[n - step] if n >= step else 0
        above = before[n]
        match kind:
            case 1:
                guess = left
            case 2:
                guess = above
            case 3:
                guess = (left + above) // 2
            case _:
                guess = _paeth(left, above, before[n - step] if n >= step else 0)
        row[n] = (row[n] + guess) & 0xFF
    return row


def _paeth(left: int, above: int, corner: int) -> int:
    guess = left + above - corner
    by_left, by_above, by_corner = abs(guess - left), abs(guess - above), abs(guess - corner)
    if by_left <= by_above and by_left <= by_corner:
        return left
    return above if by_above <= by_corner else corner


def chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and body of each chunk of a PNG."""
    at = len(SIGNATURE)
    while at < len(picture):
        (size,) = struct.unpack_from(">I", picture, at)
        yield picture[at + 4 : at + 8], picture[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
