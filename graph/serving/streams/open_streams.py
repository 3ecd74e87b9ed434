"""The open WebSockets and event streams, so that a gateway that stops can close them all."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

# One that takes longer to say goodbye is left to the server, which cuts it.
GOODBYE_SECONDS = 2.0


class Stream(Protocol):
    """Something that stays open."""

    def part(self) -> None:
        """Ends, since the gateway stops."""


class OpenStreams:
    """Counts what is open.

    Attributes:
        closing: whether the gateway is about to stop; nothing is opened any more.
    """

    def __init__(self) -> None:
        self.closing = False
        self._streams: set[Stream] = set()
        self._none = asyncio.Event()
        self._none.set()

    def __len__(self) -> int:
        return len(self._streams)

    def add(self, stream: Stream) -> None:
        """Counts a stream until it is discarded."""
        self._streams.add(stream)
        self._none.clear()
        if self.closing:
            stream.part()

    def discard(self, stream: Stream) -> None:
        """Counts a stream no longer."""
        self._streams.discard(stream)
        if not self._streams:
            self._none.set()

    @contextmanager
    def holding(self, stream: Stream) -> Iterator[None]:
        """Counts a stream for the time of a block."""
        self.add(stream)
        try:
            yield
        finally:
            self.discard(stream)

    async def close(self) -> None:
        """Ends all streams and waits, not for long, until they have ended."""
        self.closing = True
        for stream in list(self._streams):
            stream.part()
        try:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._none.wait()
        except TimeoutError:
            pass
