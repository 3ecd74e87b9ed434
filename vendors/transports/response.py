"""The result of a request on the wire: a response with its bytes, or one of three failures."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from models.obstacle import Obstacle


@dataclass(frozen=True, slots=True)
class WireResponse:
    """A vendor's answer, its body decompressed but not decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes | bytearray


class FailurePoint(Enum):
    """How far a call had come when it failed."""

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
    """There is no whole answer.

    Attributes:
        point: how far the call had come.
        obstacle: what kept the connection from being made, where it is known.
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
        """Whether the vendor may have got the call, as far as can be told from here."""
        return self.point not in (FailurePoint.REFUSED, FailurePoint.CONNECTING)


class TimedOut(WireFailure):
    """A deadline passed."""


class Broken(WireFailure):
    """The connection could not be made, or ended too early."""


class UnreadableResponse(WireFailure):
    """Something came, but it is too long, or not HTTP, or not compressed as it says."""


def body_matters(status: int) -> bool:
    """Tells whether anybody will look at the body.

    The body of a redirect, a 429 or a gateway's error page is left alone, so that its size or shape cannot hide
    what the status says. A plain 500 is read: vendors put their own error codes there.
    """
    return status != 429 and not 300 <= status < 400 and status <= 500
