"""Formats server-sent events for graphql-sse. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from graphql import GraphQLError

EVENTS = "text/event-stream"


class SseFraming:
    """The events of one operation, in the mode of distinct connections.

    Clients handle the end of a stream without `complete` like a broken connection, and retry.
    """

    content_type = EVENTS
    # A comment.
    opening = ping = b":\n\n"
    complete = b"event: complete\ndata:\n\n"

    def result(self, told: msgspec.Raw) -> bytes:
        return _event("next", told)

    def failed(self, found: Sequence[GraphQLError]) -> bytes:
        return _event("next", errors_only(found))

    def cut(self, error: GraphQLError) -> bytes:
        return b""


def next_of(id: str, told: msgspec.Raw | dict[str, Any]) -> bytes:
    """A result of one of the operations that share a connection."""
    return _event("next", {"id": id, "payload": told})


def complete_of(id: str) -> bytes:
    """The end of one of the operations that share a connection."""
    return _event("complete", {"id": id})


def errors_only(found: Iterable[GraphQLError]) -> dict[str, Any]:
    """The response of an operation that has nothing but errors."""
    return {"errors": [error.formatted for error in found]}


def _event(name: str, told: msgspec.Raw | dict[str, Any]) -> bytes:
    # JSON has no line breaks outside of its strings, and none unescaped inside.
    return b"event: %s\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(told))
