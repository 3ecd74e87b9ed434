"""A transport that writes a response's head together with its body, and whose close does not cut off a response."""

import asyncio
from typing import Any, Protocol

from graph.serving.connections.stalls import StallWatch


class _Connection(Protocol):
    stalls: StallWatch

    @property
    def is_in_body(self) -> bool: ...

    def part(self) -> None: ...


class LingeringTransport:
    """A transport whose close lets a client that still sends receive the response.

    Attributes:
        transport: the wrapped one.
    """

    def __init__(self, transport: asyncio.Transport, connection: _Connection) -> None:
        self.transport = transport
        self._connection = connection
        self._held: bytes | None = None
        # Asked for before each part of a request is read.
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        return getattr(self.transport, name)

    def hold(self) -> None:
        """Keeps what is written next until more is written, or until the loop's next turn."""
        self._held = b""
        asyncio.get_running_loop().call_soon(self.release)

    def write(self, data: bytes) -> None:
        """As the transport's."""
        held = self._held
        if held is None:
            self.transport.write(data)
        elif not held:
            self._held = data
        else:
            self._held = None
            self.transport.write(held + data)

    def close(self) -> None:
        """As the transport's."""
        self.release()
        if self._connection.is_in_body:
            self._connection.part()
        else:
            self.transport.close()
            # It waits until all is received; nobody else looks whether that ever comes to an end.
            self._connection.stalls.start_anew()

    def release(self) -> None:
        """Writes what is kept."""
        held, self._held = self._held, None
        if held:
            self.transport.write(held)
