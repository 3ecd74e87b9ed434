"""Remembers accepted tokens by their digests, so that a known one costs microseconds."""

import hashlib
from collections.abc import Callable

from cachetools import LRUCache

from models.principal import Principal

TOKENS_AT_MOST = 10_000


class AcceptedTokens:
    """The principals of accepted tokens, until they expire; the tokens themselves are not kept.

    Args:
        at_most: how many are kept.
    """

    def __init__(self, at_most: int = TOKENS_AT_MOST) -> None:
        self._of: LRUCache[bytes, Principal] = LRUCache(at_most)

    def find(self, token: str, is_good: Callable[[Principal], bool]) -> Principal | None:
        """The principal of a token that was accepted before and is good still."""
        digest = _digest(token)
        try:
            found = self._of[digest]
        except KeyError:
            return None
        if not is_good(found):
            del self._of[digest]
            return None
        return found

    def keep(self, token: str, principal: Principal) -> None:
        """Remembers the principal of an accepted token."""
        self._of[_digest(token)] = principal


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
