"""A board on Django Channels with channels_redis (its pub/sub layer, the faster of two) on uvicorn.

`python -m tests.bench.peers.channels_board REDIS_URL` prints its port. POST shows one change to all
boards; the query is the row's size. In its favour: the publisher encodes the change, pings are off.
"""

import json
import sys
from typing import Any

import django
from django.conf import settings

ROOM = "queue.75"
settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="bench",
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # redis-py's own five seconds would cut off boards that nobody writes to.
            "CONFIG": {"hosts": [{"address": sys.argv[1], "socket_timeout": 60}]},
        }
    },
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402
from channels.layers import get_channel_layer  # noqa: E402

from tests.bench.peers.board import changed, publishing, run  # noqa: E402


class Board(AsyncWebsocketConsumer):
    """One screen."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(ROOM, self.channel_name)
        await self.accept()
        await self.send(text_data="joined")

    async def change(self, event: dict[str, Any]) -> None:
        await self.send(text_data=event["text"])


async def publish(size: int) -> None:
    text = json.dumps(changed(size), separators=(",", ":"))
    await get_channel_layer().group_send(ROOM, {"type": "change", "text": text})


BOARD = Board.as_asgi()
HTTP = publishing(publish)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await (HTTP if scope["type"] == "http" else BOARD)(scope, receive, send)


if __name__ == "__main__":
    run(application)
