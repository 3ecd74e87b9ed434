"""Bounds what requests hold in memory, over HTTP and WebSockets: while they are received, decoded and executed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from models.caller import Caller
from models.refusal import Overloaded

_MIB = 1024 * 1024
# What a value of a decoded body takes at least, such as an empty list, which is two characters there.
_VALUE_BYTES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLimits:
    """How many bytes running requests may hold, those of subscriptions included.

    Attributes:
        of_caller: those of one caller.
        of_tenant: those of one tenant.
        in_total: all of this gateway.
    """

    of_caller: int = 8 * _MIB
    of_tenant: int = 32 * _MIB
    in_total: int = 96 * _MIB


BODY_LIMITS = BodyLimits()


class Bodies:
    """The bodies of all requests that run, and the messages of WebSockets that have started what runs."""

    def __init__(self, limits: BodyLimits) -> None:
        self._limits = limits
        self._held: Counter[Caller | str | None] = Counter()

    @contextmanager
    def holding(self, caller: Caller) -> Iterator["Body"]:
        """The body of one request, until that has its answer, or its subscription has ended."""
        body = Body(self, caller)
        try:
            yield body
        finally:
            body.release()

    def add(self, caller: Caller, size: int) -> bool:
        """Counts bytes; whether there is room for them."""
        limits = self._limits
        places = ((caller, limits.of_caller), (caller.tenant, limits.of_tenant), (None, limits.in_total))
        if size > 0 and any(self._held[place] + size > most for place, most in places):
            return False
        for place, _ in places:
            self._held[place] += size
            if not self._held[place]:
                del self._held[place]
        return True


class Body:
    """What one request holds.

    Attributes:
        held: the bytes that are counted for it.
    """

    def __init__(self, bodies: Bodies, caller: Caller) -> None:
        self.held = 0
        self._bodies = bodies
        self._caller = caller

    def received(self, part: bytes) -> None:
        """Counts a part of the body, and what its values take when they are decoded.

        Raises:
            Overloaded: there is no room for it.
        """
        self.take(size_of(part))

    def take(self, size: int) -> None:
        """Counts bytes.

        Raises:
            Overloaded: there is no room for them.
        """
        if not self._bodies.add(self._caller, size):
            raise Overloaded
        self.held += size

    def passed_on(self) -> "Body":
        """What this one holds, for whoever goes on with the request, and releases it; this one holds nothing then."""
        other = Body(self._bodies, self._caller)
        self.held, other.held = 0, self.held
        return other

    def release(self) -> None:
        """Counts what it holds no longer."""
        self._bodies.add(self._caller, -self.held)
        self.held = 0


def size_of(part: bytes) -> int:
    """What a part of a request takes, with the values that are decoded from it."""
    values = part.count(b",") + part.count(b"[") + part.count(b"{")
    return len(part) + values * _VALUE_BYTES
