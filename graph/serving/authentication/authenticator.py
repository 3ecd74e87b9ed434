"""What every kind of authentication has in common: a bearer token in, a principal out."""

from typing import Protocol

from graph.serving.authentication.sessions import Sessions
from models.principal import Principal


class Authenticator(Protocol):
    """Makes principals of tokens."""

    @property
    def sessions(self) -> Sessions:
        """The connections that stay open, which end with their credentials."""

    async def authenticate(self, token: str | None, peer: str) -> Principal:
        """The principal of a bearer token.

        Args:
            token: without its scheme; None if the request has none.
            peer: the client's address, as it is counted.

        Raises:
            Unauthenticated: it is not accepted.
            TooManyFailures: neither this one nor many others from that address were.
            AuthenticationUnavailable: it cannot be checked now.
            StoreUnavailable: it cannot be checked now.
        """

    def knows(self, principal: Principal) -> bool:
        """Whether a principal whose token was accepted before is known to be good still, without asking anybody."""

    async def check(self, principal: Principal) -> None:
        """Checks again, at a new operation or event of a connection that stays open; usually without waiting.

        Raises:
            Unauthenticated: its credential has expired or was revoked.
            StoreUnavailable: that cannot be found out now.
        """

    def start(self) -> None:
        """Begins what runs in the background."""

    async def aclose(self) -> None:
        """Ends that."""
