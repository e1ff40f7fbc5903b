"""Signatures by keys that a browser made: ECDSA over P-256 with SHA-256, as WebCrypto writes them."""

from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

HALF: Final = 32
"""Bytes of each of the two numbers of a signature."""


def is_key(raw: bytes) -> bool:
    """Whether this is an uncompressed point of the curve."""
    return _key(raw) is not None


def verifies(raw: bytes, signature: bytes, text: bytes) -> bool:
    """Whether the key with this point signed the text."""
    key = _key(raw)
    if key is None or len(signature) != 2 * HALF:
        return False
    numbers = (int.from_bytes(signature[:HALF]), int.from_bytes(signature[HALF:]))
    try:
        key.verify(encode_dss_signature(*numbers), text, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _key(raw: bytes) -> ec.EllipticCurvePublicKey | None:
    if len(raw) != 2 * HALF + 1 or raw[0] != 4:
        return None
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError:
        return None
