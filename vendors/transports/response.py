"""The result of a request on the wire: a response with its bytes, or one of three failures."""

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

import msgspec

from models.obstacle import Obstacle


class ResponseHeaders(Mapping[str, str]):
    """Headers by their names in lower case; repeated ones are joined by a comma, as RFC 9110 (5.3) has it.

    They are decoded when the first one is looked up, because of most responses none is.

    Args:
        lines: names and values as they came.
    """

    __slots__ = ("_decoded", "lines")

    def __init__(self, lines: Sequence[tuple[bytes, bytes]] = ()) -> None:
        self.lines = lines
        self._decoded: dict[str, str] | None = None

    def __getitem__(self, name: str) -> str:
        return self._fields()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields())

    def __len__(self) -> int:
        return len(self._fields())

    def _fields(self) -> dict[str, str]:
        if self._decoded is None:
            self._decoded = {}
            for line in self.lines:
                # Any byte is a character of latin-1, so no header costs a response.
                name, value = line[0].decode("latin-1").lower(), line[1].decode("latin-1")
                earlier = self._decoded.get(name)
                self._decoded[name] = value if earlier is None else f"{earlier}, {value}"
        return self._decoded


class WireResponse(msgspec.Struct, eq=False):
    """A vendor's response with its decompressed body."""

    status: int
    headers: ResponseHeaders
    body: bytes | bytearray

    def __repr__(self) -> str:
        # What it contains may be secret.
        return f"<WireResponse {self.status}>"


class FailurePoint(Enum):
    """The point at which a call failed."""

    REFUSED = auto()
    """Nobody listens there."""
    CONNECTING = auto()
    """There was no connection yet: the name, TCP or TLS failed, or took too long."""
    ASKED = auto()
    """The call may have gone out, and not a byte of an answer came."""
    ANSWERING = auto()
    """The answer had begun."""
    UNKNOWN = auto()


class WireFailure(Exception):
    """There is no complete response.

    Attributes:
        point: the point at which the call failed.
        obstacle: why the connection failed, if that is known.
    """

    def __init__(
        self,
        message: str = "",
        *,
        point: FailurePoint = FailurePoint.UNKNOWN,
        obstacle: Obstacle | None = None,
    ) -> None:
        super().__init__(message)
        self.point = point
        self.obstacle = obstacle

    @property
    def may_have_arrived(self) -> bool:
        """Whether the vendor may have received the call."""
        return self.point not in (FailurePoint.REFUSED, FailurePoint.CONNECTING)


class TimedOut(WireFailure):
    """A deadline passed."""


class Broken(WireFailure):
    """The connection failed, or was closed too early."""


class UnreadableResponse(WireFailure):
    """The response is too long, not HTTP, or not compressed as its headers say."""


def body_matters(status: int) -> bool:
    """Whether the body is used.

    The body of a redirect, a 429 or a gateway's error page is not read, so that a problem with it cannot hide the
    status. The body of a 500 is read, because vendors put their error codes there.
    """
    return status != 429 and not 300 <= status < 400 and status <= 500
