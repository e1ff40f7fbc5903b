"""Nonces are given out once: to all threads, beyond what was drawn at once, and in a child of a fork."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from dispatch import keyring
from dispatch.keyring import NONCE, fresh_nonce


def test_no_nonce_comes_twice() -> None:
    with ThreadPoolExecutor(4) as pool:
        drawn = [
            each
            for part in pool.map(lambda _: [fresh_nonce() for _ in range(2_000)], range(4))
            for each in part
        ]
    assert {len(each) for each in drawn} == {NONCE}
    assert len(set(drawn)) == len(drawn)


def in_a_child() -> bytes:
    """The nonces that a forked child would seal with next, one after another."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"".join(fresh_nonce() for _ in range(50)))
        os._exit(0)
    os.close(writing)
    told = os.read(reading, 4_096)
    os.close(reading)
    os.waitpid(child, 0)
    return told


def mine_and_the_childs() -> tuple[set[bytes], set[bytes]]:
    fresh_nonce()
    told = in_a_child()
    assert len(told) == 50 * NONCE
    theirs = {told[at : at + NONCE] for at in range(0, len(told), NONCE)}
    return {fresh_nonce() for _ in range(50)}, theirs


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_child_of_a_fork_seals_with_others() -> None:
    mine, theirs = mine_and_the_childs()
    assert not mine & theirs


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_planted_a_child_that_keeps_them_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = list(keyring._left) or [fresh_nonce() for _ in range(100)]
    monkeypatch.setattr(keyring, "_left", kept)  # not the list that a fork clears
    mine, theirs = mine_and_the_childs()
    assert mine & theirs
