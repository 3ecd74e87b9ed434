"""The limits of connections, and how many there are: in total, and by the address of their client."""

from collections import Counter
from dataclasses import dataclass, field

from graph.serving.peers import Proxies


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """The limits of each connection, and of their number.

    Attributes:
        header_seconds: how long the head of a request may take, from its first byte; of the first, from the connection.
        body_seconds: how long its body may take.
        header_bytes: the longest head.
        body_bytes: the longest body as it is sent, with the framing of its chunks.
        message_bytes: the longest message of a WebSocket.
        stall_seconds: how long a connection may receive nothing of what is sent to it.
        of_one_address: how many connections one client may have.
        in_total: how many there may be.
        proxies: whose word for the address of a client is taken.
    """

    header_seconds: float = 10.0
    body_seconds: float = 15.0
    header_bytes: int = 32 * 1024
    body_bytes: int = 320 * 1024
    message_bytes: int = 64 * 1024
    stall_seconds: float = 10.0
    of_one_address: int = 200
    in_total: int = 10_000
    proxies: Proxies = field(default_factory=Proxies)


class ConnectionCounts:
    """Counts the connections of one server."""

    def __init__(self, limits: ConnectionLimits) -> None:
        self._limits = limits
        self._by_address: Counter[str] = Counter()
        self.total = 0
        # Those that are refused and still get to know it.
        self.parting = 0

    def take(self, address: str) -> bool:
        """Counts a connection of a client, unless it has too many."""
        if self._by_address[address] >= self._limits.of_one_address:
            return False
        self._by_address[address] += 1
        return True

    def give_back(self, address: str) -> None:
        """Counts a connection of a client no longer."""
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]
