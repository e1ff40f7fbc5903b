"""A board on python-socketio's own ASGI application, on uvicorn.

`python -m tests.bench.peers.socketio_board` prints its port. POST
as for the others. In its favour: its own heartbeat is off for the run.
"""

from typing import Any

import socketio

from tests.bench.peers.board import LONG, changed, publishing, run

ROOM = "queue:75"
SERVER = socketio.AsyncServer(async_mode="asgi", ping_interval=LONG, transports=["websocket"])


@SERVER.event
async def connect(sid: str, _environ: dict[str, Any]) -> None:
    await SERVER.enter_room(sid, ROOM)


async def publish(size: int) -> None:
    await SERVER.emit("d", changed(size), room=ROOM)


if __name__ == "__main__":
    run(socketio.ASGIApp(SERVER, publishing(publish)))
