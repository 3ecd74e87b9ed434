"""Caches why texts cannot run, so that a client that repeats an invalid text costs no validation each time.

The cache holds no text and no value in one: its keys are digests, and messages are cached as clients receive them.
"""

from hashlib import sha256

from cachetools import LRUCache
from graphql import GraphQLError, OperationType
from graphql.language import SourceLocation

from graph.operations import errors
from graph.operations.prepare import NotPrepared

# The limit of the cached messages and locations together, and what an entry and an error take beside their messages.
BYTES_KEPT = 256 * 1024
_ENTRY_BYTES = 512
_ERROR_BYTES = 256

_Error = tuple[str, tuple[SourceLocation, ...]]


class RefusedTexts:
    """The refusals by text and operation name, with eviction of the least recently used."""

    def __init__(self) -> None:
        self._kept: LRUCache[bytes, tuple[OperationType | None, tuple[_Error, ...]]] = LRUCache(
            BYTES_KEPT, getsizeof=_weight
        )

    def find(self, text: str, name: str | None) -> NotPrepared | None:
        """The refusal of a text; None if it is not cached."""
        kept = self._kept.get(_digest(text, name))
        if kept is None:
            return None
        kind, found = kept
        return NotPrepared(*(_error(message, places) for message, places in found), kind=kind)

    def keep(self, text: str, name: str | None, refused: NotPrepared) -> None:
        """Caches a refusal, unless it has a cause that must be looked at each time, or is larger than the cache."""
        messages = [errors.message_without_values(error) for error in refused.errors]
        found = tuple(
            (message, tuple(error.locations or ()))
            for message, error in zip(messages, refused.errors, strict=True)
            if message is not None
        )
        if len(found) == len(refused.errors) and _weight((refused.kind, found)) <= BYTES_KEPT:
            self._kept[_digest(text, name)] = refused.kind, found


def _error(message: str, places: tuple[SourceLocation, ...]) -> GraphQLError:
    error = GraphQLError(message)
    error.locations = list(places) or None
    return error


def _digest(text: str, name: str | None) -> bytes:
    parts = (
        b"" if part is None else sha256(part.encode("utf-8", "surrogatepass")).digest()
        for part in (text, name)
    )
    return b"".join(parts)


def _weight(kept: tuple[OperationType | None, tuple[_Error, ...]]) -> int:
    _, found = kept
    return _ENTRY_BYTES + sum(len(message.encode()) + _ERROR_BYTES for message, _ in found)
