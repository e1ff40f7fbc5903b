"""Papers are made beside the event loop, few at a time; more than may wait are refused."""

import asyncio
import threading

import pytest

from dispatch.ports import QueueFull
from web.press import Press


def test_made_in_threads_of_its_own_and_no_more_than_may_wait() -> None:
    press, going = Press(at_once=1, waiting=1), threading.Event()

    def make() -> bytes:
        assert going.wait(10)
        return threading.current_thread().name.encode()

    async def three() -> None:
        first, second = (asyncio.create_task(press.made(make)) for _ in range(2))
        await asyncio.sleep(0)
        with pytest.raises(QueueFull):
            await press.made(make)
        going.set()
        names = await asyncio.gather(first, second)
        assert all(name.startswith(b"papers") for name in names)
        assert (await press.made(make)).startswith(b"papers"), "there is room again"

    asyncio.run(three())
    press.close()


def test_what_fails_leaves_its_place() -> None:
    press = Press(at_once=1, waiting=0)

    def fail() -> bytes:
        raise RuntimeError("the planted fault")

    async def twice() -> None:
        for _ in range(2):
            with pytest.raises(RuntimeError):
                await press.made(fail)

    asyncio.run(twice())
    press.close()
