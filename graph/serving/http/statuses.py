"""The status of a response, and when to ask again. Pure."""

from collections.abc import Iterable
from math import ceil

from graphql import ExecutionResult, GraphQLError

from graph.operations.results import was_not_executed
from graph.serving.http.requests import JSON
from models.error_code import ErrorCode

# The specification's status for a response with data and errors; clients that do not know it handle it like 200.
PARTIAL_SUCCESS = 294
# The status for a caller who has not enough points.
TOO_MANY = 429
# The codes of operations that are refused because of what this gateway can do now.
_UNAVAILABLE = frozenset({ErrorCode.OVERLOADED.value, ErrorCode.SERVICE_UNAVAILABLE.value})


def status_of(media_type: str, result: ExecutionResult) -> int:
    """The status of the response with a result."""
    if not result.errors:
        return 200
    found = codes(result.errors)
    if was_not_executed(result):
        # Whoever limits itself by the status must see it, whatever media type it reads.
        if ErrorCode.RATE_LIMITED.value in found:
            return TOO_MANY
        if not found.isdisjoint(_UNAVAILABLE):
            return 503
    # Clients of the older media type read a body only if the status is 200.
    if media_type == JSON:
        return 200
    if not was_not_executed(result):
        return PARTIAL_SUCCESS
    # Apollo iOS reads only successful responses.
    if ErrorCode.PERSISTED_QUERY_NOT_FOUND.value in found:
        return 200
    if ErrorCode.FORBIDDEN.value in found:
        return 403
    # The specification requires 422 for a document that parses and is invalid; its audit suite still requires 400.
    return 500 if ErrorCode.INTERNAL.value in found else 400


def retry_after(result: ExecutionResult) -> dict[str, str]:
    """When a client may send the operation again, for one that was refused and not executed."""
    if not (result.errors and was_not_executed(result)):
        return {}
    told = [error.extensions or {} for error in result.errors]
    waits = [each["retryAfterMs"] for each in told if "retryAfterMs" in each]
    if not waits and codes(result.errors).isdisjoint(_UNAVAILABLE):
        return {}
    return {"retry-after": str(max(1, ceil(max(waits, default=0) / 1000)))}


def codes(errors: Iterable[GraphQLError]) -> set[str]:
    """The codes of errors."""
    return {(error.extensions or {}).get("code", "") for error in errors}
