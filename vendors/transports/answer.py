"""What comes back from the wire: an answer with its bytes, or one of three failures."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """A vendor's answer, its body decompressed but not decoded."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class WireFailure(Exception):
    """There is no whole answer."""


class TimedOut(WireFailure):
    """A deadline passed."""


class Broken(WireFailure):
    """The connection could not be made, or ended too early.

    Attributes:
        silent: it was made, and ended before the first byte of an answer.
    """

    def __init__(self, *, silent: bool = False) -> None:
        super().__init__()
        self.silent = silent


class Unreadable(WireFailure):
    """Something came, but it is too long, or not HTTP, or not compressed as it says."""


def body_matters(status: int) -> bool:
    """Tells whether anybody will look at the body.

    The body of a redirect, a 429 or a gateway's error page is left alone, so that its size or shape cannot hide
    what the status says. A plain 500 is read: vendors put their own error codes there.
    """
    return status != 429 and not 300 <= status < 400 and status <= 500
