"""A slow line to MongoDB: what goes through takes its time by its length, either way."""

import asyncio
from contextlib import suppress
from types import TracebackType
from urllib.parse import unquote

_PIECE = 4096


class SlowLine:
    """Passes bytes on, so many in a second on each connection.

    Args:
        uri: of a mongod behind a Unix socket.
        bytes_per_second: may be changed at any time.
    """

    def __init__(self, uri: str, *, bytes_per_second: int) -> None:
        place, _, self._options = uri.removeprefix("mongodb://").partition("/?")
        self._socket = unquote(place)
        self.bytes_per_second = bytes_per_second
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def uri(self) -> str:
        """The address of this end."""
        host, port = self._server.sockets[0].getsockname()
        return f"mongodb://{host}:{port}/?{self._options}"

    async def __aenter__(self) -> "SlowLine":
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        onward_reader, onward = await asyncio.open_unix_connection(self._socket)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pass_on(reader, onward))
                both.create_task(self._pass_on(onward_reader, writer))
        except* (OSError, EOFError):
            pass
        finally:
            self._connections.discard(task)
            for each in (writer, onward):
                each.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_PIECE):
            await asyncio.sleep(len(data) / self.bytes_per_second)
            writer.write(data)
            with suppress(ConnectionError):
                await writer.drain()
        raise EOFError
