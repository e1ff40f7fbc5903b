"""The library `websockets` alone, as its documentation has it but without compression; prints its port."""

import asyncio

from websockets.asyncio.server import ServerConnection, serve

from tests.bench.crowd import raise_file_limit


async def board(connection: ServerConnection) -> None:
    await connection.wait_closed()


async def main() -> None:
    raise_file_limit()
    async with serve(board, "127.0.0.1", 0, compression=None, backlog=2_048) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
