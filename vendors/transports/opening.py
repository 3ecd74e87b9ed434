"""Opens a connection to a vendor: the name, TCP to one of its addresses, TLS."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeAlias, TypeVar

from aiohappyeyeballs import start_connection

from models.obstacle import Obstacle
from vendors.transports.origin import Origin
from vendors.transports.response import Broken, FailurePoint

P = TypeVar("P", bound=asyncio.BaseProtocol)

# How long one address of a name may be silent before the next one is tried as well (RFC 8305, 5), in seconds.
_NEXT_ADDRESS = 0.25
# How long the vendor may take to take leave of a connection that is closed, in seconds.
_GOODBYE = 1.0

_Addresses: TypeAlias = Sequence[tuple[int, int, int, str, tuple[Any, ...]]]


class Opener:
    """Opens the connections of one account."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._addresses: asyncio.Future[_Addresses] | None = None

    async def opened(self, protocol: Callable[[], P]) -> P:
        """A new connection; the caller limits how long that may take.

        Raises:
            Broken: there is none, because of an obstacle.
        """
        origin, loop = self._origin, asyncio.get_running_loop()
        try:
            addresses = await self._resolved()
        except (OSError, UnicodeError):
            raise _refused(FailurePoint.CONNECTING, Obstacle.NAME) from None
        try:
            connected = await start_connection(addresses, happy_eyeballs_delay=_NEXT_ADDRESS, interleave=1)
        except OSError:
            raise _refused(FailurePoint.REFUSED, Obstacle.NOBODY) from None
        try:
            if origin.tls is None:
                return (await loop.create_connection(protocol, sock=connected))[1]
            _, connection = await loop.create_connection(
                protocol,
                sock=connected,
                ssl=origin.tls,
                server_hostname=origin.host,
                ssl_shutdown_timeout=_GOODBYE,
            )
        except ssl.CertificateError:
            raise _refused(FailurePoint.CONNECTING, Obstacle.CERTIFICATE) from None
        except OSError:
            raise _refused(FailurePoint.CONNECTING, Obstacle.TLS) from None
        return connection

    async def _resolved(self) -> _Addresses:
        with suppress(socket.gaierror):
            return self._resolve(socket.AI_NUMERICHOST)
        if self._addresses is None:
            # A resolver that hangs holds its thread, so accounts share none. It ends with the look-up.
            thread = ThreadPoolExecutor(1, "resolver")
            self._addresses = asyncio.get_running_loop().run_in_executor(thread, self._resolve)
            thread.shutdown(wait=False)
            self._addresses.add_done_callback(self._looked_up)
        return await asyncio.shield(self._addresses)

    def _resolve(self, flags: int = 0) -> _Addresses:
        return socket.getaddrinfo(self._origin.host, self._origin.port, type=socket.SOCK_STREAM, flags=flags)

    def _looked_up(self, addresses: "asyncio.Future[_Addresses]") -> None:
        self._addresses = None
        if not addresses.cancelled():
            # Those who wait may be gone.
            addresses.exception()


def _refused(point: FailurePoint, obstacle: Obstacle) -> Broken:
    return Broken(point=point, obstacle=obstacle)
