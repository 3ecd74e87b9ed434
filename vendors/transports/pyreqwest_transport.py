"""The transport of httpx over an account's pyreqwest client: the pool, deadlines and limits of the reads."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx
from pyreqwest.client import Client
from pyreqwest.exceptions import PyreqwestError

from vendors.transports.limits import HttpLimits
from vendors.transports.progress import Progress
from vendors.transports.pyreqwest_client import BodyReader, failure, headers_of, streamed
from vendors.transports.response import body_matters

# Headers on which httpx would act by itself: it decompresses without a limit what it takes for compressed, reads where
# a redirect leads even if it does not follow it, and keeps cookies.
_NOT_FOR_HTTPX = frozenset({"content-encoding", "location", "set-cookie"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the transport needs to know of a request and httpx must not; it is the request's extension "attempt".

    Attributes:
        url: the whole URL. httpx writes the URL that it knows to its log, and ids and queries are secret.
        seconds: the remaining time; None for the client's default.
        line: is notified when the response begins.
    """

    url: str = field(repr=False)
    seconds: float | None
    line: Progress


class PyreqwestTransport(httpx.AsyncBaseTransport):
    """Sends each request exactly once, and raises WireFailure or CannotBeSent where others raise httpx' errors.

    pyreqwest's own transport for httpx does not tell a refused connection from one that failed after the request was
    sent, and loses responses whose headers are not ASCII.

    Args:
        client: the account's; who made it closes it.
    """

    def __init__(self, client: Client, limits: HttpLimits) -> None:
        self._client = client
        self._limits = limits

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        attempt: Attempt = request.extensions["attempt"]
        body = await request.aread()
        async with AsyncExitStack() as stack:
            try:
                builder = self._client.request(request.method, attempt.url)
                builder = builder.headers(request.headers.multi_items()).body_bytes(body)
                response = await stack.enter_async_context(streamed(builder, attempt.seconds))
            except PyreqwestError as error:
                raise failure(error) from None
            attempt.line.answered()
            status, reader = response.status, None
            if body_matters(status):
                reader = BodyReader(response, self._limits.body_bytes, attempt.line)
            headers = {
                name: value for name, value in headers_of(response).items() if name not in _NOT_FOR_HTTPX
            }
            return httpx.Response(status, headers=headers, stream=_Body(reader, stack.pop_all()))


class _Body(httpx.AsyncByteStream):
    """The body of a response, received while httpx reads it; closing it before its end closes the connection."""

    def __init__(self, reader: BodyReader | None, exchange: AsyncExitStack) -> None:
        self._reader = reader
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._reader is not None:
            while (chunk := await self._reader.chunk()) is not None:
                yield bytes(chunk)

    async def aclose(self) -> None:
        await self._exchange.aclose()
