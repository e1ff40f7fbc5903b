"""Passwords: argon2id in a small pool of threads of its own, and the same work for a login nobody has."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from dispatch.password_policy import MOST
from dispatch.ports import QueueFull

THREADS: Final = 2
MOST_WAITING: Final = 64
MEMORY_KIB: Final = 19 * 1024
PASSES: Final = 2


class Passwords:
    """Makes and checks hashes; holds a hash of nothing, so that an unknown login costs as much."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._room = BoundedSemaphore(most_waiting)
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        """Hash of a new password; takes some 30 ms of the calling thread."""
        return self._hasher.hash(password)

    async def make(self, password: str) -> str:
        """The same without holding the event loop up."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, self.hash, password)

    async def check(self, stored: str | None, password: str) -> bool:
        """Whether the password is that of the stored hash; never for a login without one. On any event loop.

        Raises `QueueFull` when too many wait: a flood of logins must not eat the memory.
        """
        if not self._room.acquire(blocking=False):
            raise QueueFull("as many logins wait as may wait")
        loop = asyncio.get_running_loop()
        try:
            right = await loop.run_in_executor(
                self._pool, self._verify, stored or self._nobody, password[:MOST]
            )
        finally:
            self._room.release()
        return right and stored is not None and len(password) <= MOST

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerifyMismatchError, InvalidHashError):
            return False

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
