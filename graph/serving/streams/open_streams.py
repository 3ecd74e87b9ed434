"""The open WebSockets and event streams, so that a gateway that stops can close them all."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

# A stream that takes longer to close is aborted by the server.
GOODBYE_SECONDS = 2.0


class Stream(Protocol):
    """A WebSocket or streaming response."""

    def part(self) -> None:
        """Ends the stream, because the gateway stops."""


class OpenStreams:
    """The open streams.

    Attributes:
        closing: whether the gateway is stopping, so that no stream is opened.
    """

    def __init__(self) -> None:
        self.closing = False
        self._streams: set[Stream] = set()
        self._none = asyncio.Event()
        self._none.set()

    def __len__(self) -> int:
        return len(self._streams)

    def add(self, stream: Stream) -> None:
        """Adds a stream."""
        self._streams.add(stream)
        self._none.clear()
        if self.closing:
            stream.part()

    def discard(self, stream: Stream) -> None:
        """Removes a stream."""
        self._streams.discard(stream)
        if not self._streams:
            self._none.set()

    @contextmanager
    def holding(self, stream: Stream) -> Iterator[None]:
        """Adds a stream for the duration of a block."""
        self.add(stream)
        try:
            yield
        finally:
            self.discard(stream)

    async def close(self) -> None:
        """Ends all streams and waits, up to a time limit, until they have ended."""
        self.closing = True
        for stream in list(self._streams):
            stream.part()
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._none.wait()
        except TimeoutError:
            pass
