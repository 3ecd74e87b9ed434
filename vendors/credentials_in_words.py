"""Takes the credentials of an account out of what its vendor says, before anybody is shown it."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

# Shorter ones stand in words by chance.
_SHORTEST = 4
REMOVED = "[removed]"
# Every other header of a call may be a credential, or contain one.
_HARMLESS = frozenset({"accept", "accept-language", "content-type", "user-agent"})


class KnownCredentials:
    """The credentials of one account: those that are set, and those that the last call was sent with.

    Args:
        configured: the secret settings.
    """

    def __init__(self, configured: Iterable[str] = ()) -> None:
        self._configured = frozenset(configured)
        self._sent: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return "KnownCredentials()"

    def sending(self, headers: Mapping[str, str]) -> None:
        """Notes the headers of a call: a token of a login is in them, and in no setting."""
        self._sent = frozenset(value for name, value in headers.items() if name.lower() not in _HARMLESS)

    def removed_from(self, words: str | None) -> str | None:
        """The words without any of the credentials."""
        if not words:
            return words
        # The longest first: one may be a part of another.
        for secret in sorted(self._spellings(), key=len, reverse=True):
            words = words.replace(secret, REMOVED)
        return words

    def _spellings(self) -> Iterable[str]:
        whole = self._configured | self._sent
        # `Bearer <token>`: a vendor may repeat the token alone.
        parts = {value.partition(" ")[2] for value in self._sent}
        for secret in whole | parts:
            if len(secret) >= _SHORTEST:
                yield from {secret, quote(secret, safe="")}
