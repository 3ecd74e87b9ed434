"""Ends connections whose clients receive nothing of what is sent to them."""

import asyncio


class StallWatch:
    """Aborts a connection whose client does not receive pending data.

    Args:
        transport: of the connection.
        seconds: how long nothing may be received.
    """

    def __init__(self, transport: asyncio.Transport, seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds
        self._waiting = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Looks again after the time, and goes on while something is received."""
        if self._timer is None:
            self._waiting = self._transport.get_write_buffer_size()
            self._timer = asyncio.get_running_loop().call_later(self._seconds, self._look)

    def start_anew(self) -> None:
        """Looks again after the time, whatever was pending before; where nothing is pending, there is no need."""
        self.stop()
        if self._transport.get_write_buffer_size():
            self.start()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look(self) -> None:
        self._timer = None
        waiting = self._transport.get_write_buffer_size()
        if waiting and waiting >= self._waiting:
            self._transport.abort()
        elif waiting:
            self.start()


class Watched(asyncio.Protocol):
    """A connection of uvicorn's that is aborted if its client stalls."""

    stalls: StallWatch

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.stalls = StallWatch(transport, self.config.limits.stall_seconds)  # type: ignore[attr-defined]

    def pause_writing(self) -> None:
        super().pause_writing()
        self.stalls.start()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.stalls.stop()
        if self.transport.is_closing():  # type: ignore[attr-defined]
            # Little is left, but asyncio would wait for that for ever.
            self.stalls.start_anew()

    def connection_lost(self, exc: Exception | None) -> None:
        self.stalls.stop()
        super().connection_lost(exc)
