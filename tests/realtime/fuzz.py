"""Frames that no honest screen sends, from a seed."""

import json
import os
import struct
from random import Random
from typing import Any, Final

HONEST: Final = (
    '{"t":"sub","id":1,"topic":"queue:75"}',
    '{"t":"sub","id":2,"topic":"queue:75","epoch":"e","pos":5}',
    '{"t":"sub","id":3,"topic":"teams:99"}',
    '{"t":"unsub","topic":"queue:75"}',
    '{"t":"pong","n":1}',
    '{"t":"rx","pos":1,"recv_ms":1.0,"paint_ms":2.0}',
)
OPCODES: Final = (0x1, 0x1, 0x1, 0x1, 0x1, 0x1, 0x1, 0x2, 0x0, 0x8, 0x9, 0xA, 0x3, 0xF)


def frame(chance: Random) -> bytes:
    """One masked client frame: a message that is wrong in some way, or not even a frame."""
    if chance.random() < 0.02:
        return os.urandom(chance.randrange(1, 60))
    payload = _payload(chance)
    first = chance.choice(OPCODES) | (0x80 if chance.random() < 0.95 else 0)
    first |= 0x40 if chance.random() < 0.01 else 0
    mask = os.urandom(4)
    if len(payload) < 126:
        head = bytes((first, 0x80 | len(payload)))
    else:
        head = bytes((first, 0x80 | 126)) + struct.pack("!H", len(payload))
    return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))


def _payload(chance: Random) -> bytes:
    match chance.randrange(6):
        case 0:
            return chance.choice(HONEST).encode()
        case 1:
            return os.urandom(chance.randrange(200))
        case 2:
            return json.dumps(_value(chance, 3)).encode()
        case 3:
            return b"[" * chance.randrange(5_000)
        case 4:
            return _other_field(chance)
    text = bytearray(chance.choice(HONEST).encode())
    for _ in range(chance.randrange(1, 4)):
        text[chance.randrange(len(text))] = chance.randrange(256)
    return bytes(text)


def _other_field(chance: Random) -> bytes:
    message = json.loads(chance.choice(HONEST))
    message[chance.choice([*message, "extra"])] = _value(chance, 2)
    return json.dumps(message).encode()


def _value(chance: Random, depth: int) -> Any:
    plain = (None, True, -1, 2**64, 10**400, float("nan"), "", "\ud800", "queue:75", "x" * 9_000, 0.5)
    match chance.randrange(4 if depth else 2):
        case 2:
            return [_value(chance, depth - 1) for _ in range(chance.randrange(4))]
        case 3:
            return {chance.choice(("t", "id", "a")): _value(chance, depth - 1) for _ in range(3)}
    return chance.choice(plain)
