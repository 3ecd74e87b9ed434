"""Bounds what requests hold in memory, over HTTP and WebSockets: while they are received, decoded and executed."""

from dataclasses import dataclass
from typing import Self

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
        self._held: dict[Caller | str, int] = {}
        self._in_total = 0

    def add(self, caller: Caller, size: int) -> bool:
        """Counts bytes; whether there is room for them."""
        limits, held = self._limits, self._held
        of_caller, of_tenant = held.get(caller, 0) + size, held.get(caller.tenant, 0) + size
        in_total = self._in_total + size
        if of_caller > limits.of_caller or of_tenant > limits.of_tenant or in_total > limits.in_total:
            return False
        held[caller], held[caller.tenant], self._in_total = of_caller, of_tenant, in_total
        return True

    def give_back(self, caller: Caller, size: int) -> None:
        """Counts bytes no longer."""
        held = self._held
        for place in (caller, caller.tenant):
            if left := held[place] - size:
                held[place] = left
            else:
                del held[place]
        self._in_total -= size


class Body:
    """What one request holds: until it has its answer, or its subscription has ended.

    Args:
        bodies: those of all requests.
        caller: who sends it.

    Attributes:
        held: the bytes that are counted for it.
    """

    def __init__(self, bodies: Bodies, caller: Caller) -> None:
        self.held = 0
        self._bodies = bodies
        self._caller = caller

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.held:
            self.release()

    def received(self, part: bytes) -> None:
        """Counts a part of the body, and what its values take when they are decoded.

        Raises:
            Overloaded: there is no room for it.
        """
        size = size_of(part)
        if not self._bodies.add(self._caller, size):
            raise Overloaded
        self.held += size

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
        if self.held:
            self._bodies.give_back(self._caller, self.held)
            self.held = 0


def size_of(part: bytes) -> int:
    """What a part of a request takes, with the values that are decoded from it."""
    values = part.count(b",") + part.count(b"[") + part.count(b"{")
    return len(part) + values * _VALUE_BYTES
