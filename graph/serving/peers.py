"""The address of a client: of its connection, or what a listed proxy says of it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.requests import HTTPConnection

# What one customer of a provider has; a limit for each of its addresses would be none.
_IPV6_BITS = 64
# No address is longer, with its zone.
_LONGEST = 64
# Each request asks for its client's several times.
_KEPT = 4096


class Proxies:
    """The networks of the proxies in front of this gateway.

    Args:
        networks: such as `10.0.0.0/8`, or single addresses.

    Raises:
        ValueError: one is no network; the message does not repeat it.
    """

    def __init__(self, networks: Iterable[str] = ()) -> None:
        self._networks = tuple(map(_network, networks))

    def __contains__(self, address: str) -> bool:
        found = _address(address)
        return found is not None and any(found in network for network in self._networks)

    def client(self, peer: str, forwarded: Sequence[str]) -> str:
        """The address of a client: the last one in X-Forwarded-For that is no listed proxy.

        Args:
            peer: the address of the connection.
            forwarded: the values of X-Forwarded-For; they count only if the peer is a listed proxy.
        """
        if not self._networks or peer not in self:
            return peer
        found = peer
        for text in reversed([each.strip() for value in forwarded for each in value.split(",")]):
            # Some proxies write the port, too.
            address = _address(text) or _address(text.rpartition(":")[0].strip("[]"))
            if address is None:
                break
            found = str(address)
            if found not in self:
                break
        return found


def address_of(connection: HTTPConnection) -> str:
    """Under what the requests of a client are counted: its address, IPv6 by /64; empty if there is none.

    The server has put the client's address behind a listed proxy in the proxy's place already.
    """
    client = connection.scope.get("client")
    return "" if client is None else counted_as(client[0])


@lru_cache(maxsize=_KEPT)
def counted_as(address: str) -> str:
    """Under what an address is counted: itself, IPv6 by /64."""
    found = _address(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((int(found) >> _IPV6_BITS << _IPV6_BITS, _IPV6_BITS)))
    return address if found is None else str(found)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    return _parsed(text) if len(text) <= _LONGEST else None


@lru_cache(maxsize=_KEPT)
def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    # Where a socket listens on both, IPv4 comes in IPv6's clothes.
    return getattr(found, "ipv4_mapped", None) or found


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError:
        raise ValueError("Write each proxy as an address or a network, such as `10.0.0.0/8`.") from None
