"""Formats a subscription's results as parts of one response, in Apollo's multipart protocol. Pure.

Each result is in `payload`. A later `@defer`, whose parts look similar, is requested by `deferSpec` and uses another
boundary, so the two cannot be confused.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from graphql import GraphQLError

from models.error_code import ErrorCode

# How a client asks for it; a plain `multipart/mixed` means incremental delivery.
PARTS = "multipart/mixed;subscriptionspec=1.0"

_BOUNDARY = b"\r\n--graphql"
_HEAD = b"\r\ncontent-type: application/json\r\n\r\n"


class MultipartFraming:
    """The parts of one subscription.

    Each part is written with the boundary after it, because clients process a part only when they see its end.
    """

    content_type = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
    # A heartbeat.
    ping = _HEAD + b"{}" + _BOUNDARY
    opening = _BOUNDARY + ping
    complete = b"--\r\n"

    def result(self, told: msgspec.Raw) -> bytes:
        return _part({"payload": told})

    def failed(self, found: Sequence[GraphQLError]) -> bytes:
        if any(_may_pass(error) for error in found):
            # Without a payload it ends the connection, and clients with a retry link subscribe again.
            told = [{"message": error.message, "extensions": error.extensions} for error in found]
            return _part({"payload": None, "errors": told})
        # A result like any other, so that clients do not subscribe again to something unavailable.
        return _part({"payload": {"errors": [error.formatted for error in found]}})

    def cut(self, error: GraphQLError) -> bytes:
        return self.failed([error]) + self.complete


def _may_pass(error: GraphQLError) -> bool:
    """Whether the same operation may work later."""
    told = error.extensions or {}
    return bool(told.get("retryable")) or told.get("code") == ErrorCode.INTERNAL.value


def _part(told: dict[str, Any]) -> bytes:
    return _HEAD + msgspec.json.encode(told) + _BOUNDARY
