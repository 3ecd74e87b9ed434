"""The transport of httpx over an account's connections: the pool, deadlines and limits of the reads."""

from dataclasses import dataclass, field

import httpx

from vendors.transports.exchange import Exchange
from vendors.transports.origin import Origin

# Headers on which httpx would act by itself: it decompresses without a limit what it takes for compressed, reads where
# a redirect leads even if it does not follow it, and keeps cookies.
_NOT_FOR_HTTPX = frozenset({b"content-encoding", b"location", b"set-cookie"})
# What the origin says in their place, for writes as for reads.
_NOT_FOR_THE_VENDOR = frozenset({"host", "content-length"})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the transport needs to know of a request and httpx must not; it is the request's extension "outgoing".

    Attributes:
        url: the whole URL. httpx writes the URL that it knows to its log, and ids and queries are secret.
        exchange: carries the request.
    """

    url: str = field(repr=False)
    exchange: Exchange


class PoolTransport(httpx.AsyncBaseTransport):
    """Sends each request exactly once, and raises WireFailure or CannotBeSent where others raise httpx' errors.

    Args:
        origin: where the requests go.
    """

    def __init__(self, origin: Origin) -> None:
        self._origin = origin

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        outgoing: Outgoing = request.extensions["outgoing"]
        headers = {name: value for name, value in request.headers.items() if name not in _NOT_FOR_THE_VENDOR}
        body = await request.aread()
        answer = await outgoing.exchange.sent(
            self._origin.request(request.method, outgoing.url, headers, body)
        )
        shown = [line for line in answer.headers.lines if line[0].lower() not in _NOT_FOR_HTTPX]
        return httpx.Response(answer.status, headers=shown, content=bytes(answer.body))
