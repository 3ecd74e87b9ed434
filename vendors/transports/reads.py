"""Reads through pyreqwest: sockets, TLS, deadlines and decompression run in Rust on a separate thread."""

from datetime import timedelta

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import (
    BuilderError,
    DecodeError,
    NetworkError,
    PyreqwestError,
    RequestTimeoutError,
)
from pyreqwest.request import RequestBuilder
from pyreqwest.response import Response

from models.obstacle import Obstacle
from vendors.transports.limits import HttpLimits
from vendors.transports.progress import Progress
from vendors.transports.request import CannotBeSent
from vendors.transports.response import (
    Broken,
    FailurePoint,
    TimedOut,
    UnreadableResponse,
    WireFailure,
    WireResponse,
    body_matters,
)

# The chunk size of a body, in bytes.
_PIECE = 64 * 1024
# Bodies up to this length, in bytes, are read without limit; longer ones only a few at a time.
_SHORT = 256 * 1024


def connect(limits: HttpLimits) -> Client:
    """Creates a client with its own connection pool; the first call opens the first connection."""
    return (
        ClientBuilder()
        .no_proxy()
        .follow_redirects(False)
        .referer(False)
        .user_agent("meetgraph")
        .timeout(timedelta(seconds=limits.total))
        .connect_timeout(timedelta(seconds=limits.connect))
        .read_timeout(timedelta(seconds=limits.first_byte))
        .pool_idle_timeout(timedelta(seconds=limits.idle))
        .build()
    )


async def read(
    client: Client,
    url: str,
    headers: dict[str, str],
    limits: HttpLimits,
    seconds: float | None,
    line: Progress,
) -> WireResponse:
    """Sends a GET once.

    Args:
        seconds: the remaining time; None for the client's default.
        line: is notified when the response begins.

    Raises:
        WireFailure: there is no complete response.
        CannotBeSent: the client refuses to send it.
    """
    return await exchanged(client.get(url).headers(headers), limits, seconds, line)


async def exchanged(
    request: RequestBuilder, limits: HttpLimits, seconds: float | None, line: Progress
) -> WireResponse:
    """Sends a request once, without retries; the last two arguments are those of `read`."""
    if seconds is not None:
        request = request.timeout(timedelta(seconds=seconds))
    try:
        async with request.build_streamed() as response:
            line.answered()
            status = response.status
            body = await _body(response, limits.body_bytes, line) if body_matters(status) else b""
            return WireResponse(status, headers_of(response), body)
    except BuilderError:
        # The client itself refused the URL or a header, before any connection.
        raise CannotBeSent("an address or header that is refused") from None
    except PyreqwestError as error:
        # pyreqwest's messages hold the whole URL with its query, so they must not travel as a cause.
        raise failure(error) from None


async def _body(response: Response, limit: int, line: Progress) -> bytes | bytearray:
    body = bytearray()
    if await _gathered(response, body, min(limit, _SHORT)):
        # The rest is not received until there is a place for it.
        await line.is_long()
        await _gathered(response, body, limit)
    if len(body) > limit:
        raise UnreadableResponse(f"body over {limit} bytes")
    return body


async def _gathered(response: Response, body: bytearray, limit: int) -> bool:
    """Reads the body up to the limit; returns whether it is longer."""
    reader = response.body_reader
    # A chunk is collected on pyreqwest's thread, so a vendor that sends single bytes does not wake the loop more often.
    while (piece := await reader.read(_PIECE)) is not None:
        body += piece
        if len(body) > limit:
            return True
    return False


def headers_of(response: Response) -> dict[str, str]:
    """Reads the headers, names in lower case, repeated ones joined by a comma as RFC 9110 (5.3) has it.

    If a header is not ASCII, which is allowed and no reason to lose a response, only Retry-After is read.
    """
    headers: dict[str, str] = {}
    try:
        for name, value in response.headers.items():
            headers[name] = f"{headers[name]}, {value}" if name in headers else value
    except ValueError:
        return _needed(response)
    return headers


def _needed(response: Response) -> dict[str, str]:
    try:
        value = response.get_header("retry-after")
    except ValueError:
        # Handled like any other invalid value.
        value = ""
    return {} if value is None else {"retry-after": value}


def failure(error: BaseException | None) -> WireFailure:
    """Translates pyreqwest's exceptions; the words compared here are those of hyper, below it."""
    causes = [cause["message"] for cause in (getattr(error, "details", None) or {}).get("causes") or ()]
    connecting = "client error (Connect)" in causes
    match error:
        case RequestTimeoutError():
            return TimedOut(point=FailurePoint.CONNECTING if connecting else FailurePoint.UNKNOWN)
        case NetworkError() if connecting:
            # An unknown host or an untrusted certificate will not be fixed within a second.
            obstacle = _obstacle(causes)
            point = FailurePoint.REFUSED if obstacle is Obstacle.NOBODY else FailurePoint.CONNECTING
            return Broken(point=point, obstacle=obstacle)
        case NetworkError() if "client error (SendRequest)" in causes:
            # hyper reports the same for an idle connection that the server closed and for a request in progress.
            return Broken(point=FailurePoint.ASKED)
        case DecodeError() if "error reading a body from connection" in causes:
            return Broken(point=FailurePoint.ANSWERING)
        case DecodeError():
            return UnreadableResponse("not HTTP, or not compressed as it says")
        case _:
            return Broken()


def _obstacle(causes: list[str]) -> Obstacle:
    if "dns error" in causes:
        return Obstacle.NAME
    if "tcp connect error" in causes:
        return Obstacle.NOBODY
    if any(cause.startswith("invalid peer certificate") for cause in causes):
        return Obstacle.CERTIFICATE
    return Obstacle.TLS
