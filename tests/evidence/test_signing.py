"""The signing key: its own file, its owner's alone, handed over to the next, and read by OpenSSL."""

import shutil
import subprocess
from pathlib import Path

import pytest

from dispatch.evidence.signing import (
    SigningKeyUnusable,
    key_id,
    make_signing_key,
    public_pem,
    read_public_pem,
    read_signing_keys,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    make_signing_key(tmp_path / "checkpoints.key")
    return tmp_path / "checkpoints.key"


def test_it_is_its_owners_alone(path: Path) -> None:
    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert len(read_signing_keys(path)) == 1


def test_the_one_before_is_kept_behind_the_new_one_and_no_older_one(path: Path) -> None:
    ids = [read_signing_keys(path)[0].id] + [make_signing_key(path).id for _ in range(2)]
    assert [each.id for each in read_signing_keys(path)] == [ids[2], ids[1]]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "key-file-missing"),
        (b"", "key-file-empty"),
        (b"0123456789abcdef AAAA\n", "key-file-line"),
        (b"0123456789abcdef " + b"A" * 43 + b"=\n", "key-file-line"),
        (b"\xff\xfe\n", "key-file-line"),
    ],
)
def test_what_is_no_key_is_refused_in_words(path: Path, text: bytes | None, code: str) -> None:
    path.unlink() if text is None else path.write_bytes(text)
    with pytest.raises(SigningKeyUnusable) as caught:
        read_signing_keys(path)
    assert caught.value.code == code


def test_a_key_that_others_can_read_is_refused(path: Path) -> None:
    path.chmod(0o640)
    with pytest.raises(SigningKeyUnusable) as caught:
        read_signing_keys(path)
    assert caught.value.code == "key-file-open"


def test_a_public_key_comes_back_from_its_file(path: Path) -> None:
    public = read_signing_keys(path)[0].public
    assert read_public_pem(public_pem(public)) == public
    assert len(key_id(public)) == 16
    with pytest.raises(ValueError, match="PEM"):
        read_public_pem(b"-----BEGIN NOTHING-----")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl on this machine")
def test_another_program_verifies_what_it_signed(path: Path, tmp_path: Path) -> None:
    key = read_signing_keys(path)[0]
    for name, content in (("pem", public_pem(key.public)), ("text", b"said"), ("sig", key.sign(b"said"))):
        (tmp_path / name).write_bytes(content)
    asked = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "pem", "-rawin", "-in", "text"]
    done = subprocess.run([*asked, "-sigfile", "sig"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
