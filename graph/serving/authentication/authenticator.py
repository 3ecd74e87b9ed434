"""What every kind of authentication has in common: a bearer token in, a principal out."""

from typing import Protocol

from models.principal import Principal


class Authenticator(Protocol):
    """Makes principals of tokens."""

    async def authenticate(self, token: str | None) -> Principal:
        """The principal of a bearer token.

        Args:
            token: without its scheme; None if the request has none.

        Raises:
            Unauthenticated: it is not accepted.
            StoreUnavailable: it cannot be checked now.
        """

    async def check(self, principal: Principal) -> None:
        """Checks again, at a new operation or event of a connection that stays open; usually without waiting.

        Raises:
            Unauthenticated: its credential has expired or was revoked.
        """
