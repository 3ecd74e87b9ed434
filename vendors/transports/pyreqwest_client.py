"""The pyreqwest client of one account: sockets, TLS, deadlines and decompression run in Rust on a separate thread."""

from datetime import timedelta

from pyreqwest.bytes import Bytes
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import (
    BuilderError,
    DecodeError,
    NetworkError,
    PyreqwestError,
    RequestTimeoutError,
)
from pyreqwest.request import RequestBuilder, StreamRequest
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
)

# The chunk size of a body, in bytes.
_CHUNK = 64 * 1024
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


def streamed(request: RequestBuilder, seconds: float | None) -> StreamRequest:
    """A request that is sent once, without retries, when it is entered.

    Args:
        seconds: the remaining time; None for the client's default.
    """
    return (request if seconds is None else request.timeout(timedelta(seconds=seconds))).build_streamed()


class BodyReader:
    """Receives the body of a response in chunks, decompressed, up to the limit.

    Args:
        limit: of the whole body, in bytes.
        line: is asked for a place if the body is long.
    """

    __slots__ = ("_is_long", "_limit", "_line", "_reader", "_size")

    def __init__(self, response: Response, limit: int, line: Progress) -> None:
        self._reader = response.body_reader
        self._limit = limit
        self._line = line
        self._size = 0
        self._is_long = False

    async def chunk(self) -> Bytes | None:
        """The next chunk; None at the end.

        Raises:
            WireFailure: the body is too long, unreadable, or breaks off.
        """
        try:
            # A chunk is collected on pyreqwest's thread, so a vendor that sends single bytes does not wake the loop
            # more often.
            chunk = await self._reader.read(_CHUNK)
        except PyreqwestError as error:
            raise failure(error) from None
        if chunk is None:
            return None
        self._size += len(chunk)
        if self._size > self._limit:
            raise UnreadableResponse(f"body over {self._limit} bytes")
        if self._size > _SHORT and not self._is_long:
            # The rest is not received until there is a place for it.
            self._is_long = True
            await self._line.is_long()
        return chunk


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


def failure(error: PyreqwestError) -> WireFailure | CannotBeSent:
    """Translates pyreqwest's exceptions; the words compared here are those of hyper, below it.

    pyreqwest's messages hold the whole URL with its query, so they must not travel as a cause.
    """
    causes = [cause["message"] for cause in (getattr(error, "details", None) or {}).get("causes") or ()]
    connecting = "client error (Connect)" in causes
    match error:
        case BuilderError():
            # The client itself refused the URL or a header, before any connection.
            return CannotBeSent("an address or header that is refused")
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
