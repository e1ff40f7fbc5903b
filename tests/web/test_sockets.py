"""The listening sockets of the server."""

import asyncio
import socket
from pathlib import Path

from web.serving import listen
from web.settings import Settings


def accepted_without_delay(listening: socket.socket) -> bool:
    """Whether asyncio turns Nagle's waiting off on what this socket accepts."""

    async def run() -> bool:
        loop = asyncio.get_running_loop()
        made: asyncio.Future[asyncio.BaseTransport] = loop.create_future()

        class Peer(asyncio.Protocol):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                made.set_result(transport)

        server = await loop.create_server(Peer, sock=listening)
        _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
        peer = (await made).get_extra_info("socket")
        found = bool(peer.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.transport.abort()
        server.close()
        return found

    return asyncio.run(run())


def test_an_answer_does_not_wait_for_more_to_send(tmp_path: Path) -> None:
    assert all(accepted_without_delay(one) for one in listen(Settings(data=tmp_path, port=0)))


def test_a_socket_without_tcp_by_name_would_wait() -> None:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    made.bind(("127.0.0.1", 0))
    made.listen()
    made.setblocking(False)
    assert not accepted_without_delay(made)
