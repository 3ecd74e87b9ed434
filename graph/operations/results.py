"""Formats the result of an operation as the response that the GraphQL specification defines."""

from collections.abc import Collection, Sequence
from typing import Any, TypeAlias

import msgspec
from graphql import ExecutionResult, GraphQLError, OperationType

from graph.operations import errors
from models.error_code import ErrorCode
from models.errors import MeetgraphError
from models.refusal import AnswerTooLarge
from models.vendor import Vendor
from models.vendor_problem import MissingPart, VendorProblem
from vendors.meter import Meter
from vendors.operation_scope import OperationScope

# A vendor, and the name of an account there; without a name the tenant's first one.
_Place: TypeAlias = tuple[Vendor, str]
_RANKS = {vendor: rank for rank, vendor in enumerate(Vendor)}
_NOTHING = Meter()
# What is refused with these may be accepted later, as it is.
_PASSING = frozenset({ErrorCode.RATE_LIMITED, ErrorCode.OVERLOADED, ErrorCode.SERVICE_UNAVAILABLE})


class OperationFailed(Exception):
    """An operation ends with errors instead of a result.

    Attributes:
        errors: why, ready for the client.
        kind: of the operation; None if it cannot be determined.
    """

    def __init__(self, errors: list[GraphQLError], kind: OperationType | None = None) -> None:
        self.errors = errors
        self.kind = kind
        super().__init__(", ".join(error.message for error in errors))


class Malformed(OperationFailed):
    """The request contradicts itself."""


class EncodedResult(ExecutionResult):
    """A result with its response.

    Attributes:
        encoded: the response in JSON.
    """

    __slots__ = ("encoded",)

    encoded: bytes


def encoded(result: ExecutionResult, most: int) -> ExecutionResult:
    """The result with its response, encoded once for all transports.

    Args:
        most: how many bytes it may have.

    Raises:
        AnswerTooLarge: it has more.
    """
    text = msgspec.json.encode(_body(result))
    if len(text) > most:
        raise AnswerTooLarge(most)
    found = EncodedResult(result.data, result.errors, result.extensions)
    found.encoded = text
    return found


def failed(
    found: Collection[GraphQLError], request_id: str, kind: OperationType | None = None
) -> OperationFailed:
    """The failure of an operation, from the library's errors, which are logged."""
    for error in found:
        errors.log(error, request_id)
    return OperationFailed([errors.for_client(error, request_id) for error in found], kind)


def refused(error: MeetgraphError, request_id: str, kind: OperationType | None = None) -> OperationFailed:
    """The failure of an operation that is refused as a whole."""
    return failed([GraphQLError(error.message, original_error=error)], request_id, kind)


def was_not_executed(result: ExecutionResult) -> bool:
    """Whether the operation was refused before any of its fields was resolved."""
    return result.data is None and not any(error.path for error in result.errors or ())


def in_json(result: ExecutionResult) -> bytes:
    """The response of a result, in JSON."""
    return result.encoded if isinstance(result, EncodedResult) else msgspec.json.encode(_body(result))


def response(result: ExecutionResult) -> msgspec.Raw:
    """The response of a result, as a part of a message."""
    return msgspec.Raw(in_json(result))


def _body(result: ExecutionResult) -> dict[str, Any]:
    """The response: errors first, and no data where nothing was executed."""
    told: dict[str, Any] = {}
    if result.errors:
        told["errors"] = [error.formatted for error in result.errors]
    if result.data is not None or not was_not_executed(result):
        told["data"] = result.data
    if result.extensions:
        told["extensions"] = result.extensions
    return told


def request_error(message: str, code: ErrorCode, request_id: str) -> GraphQLError:
    """An error that is about the request, not about one of its fields."""
    told = {"code": code.value, "retryable": code in _PASSING, "requestId": request_id}
    return GraphQLError(message, extensions=told)


def for_client(
    result: ExecutionResult, scope: OperationScope, request_id: str, *, denied: Sequence[GraphQLError] = ()
) -> ExecutionResult:
    """The result with errors that clients may see, and with `extensions` about its cost.

    Args:
        denied: the errors for what the principal may not see, or cannot be shown now.
    """
    if result.errors or scope.told_at or denied:
        found = [errors.for_client(error, request_id) for error in result.errors or ()]
        found += [
            errors.partial(problem, path, request_id)
            for path, missing in scope.told_at.items()
            for problem in missing.problems()
            if problem.missing is not MissingPart.FIELDS
        ]
        found += denied
        result.errors = found or None
    result.extensions = {**(result.extensions or {}), "vendors": _vendors(scope)}
    return result


def _vendors(scope: OperationScope) -> list[dict[str, Any]]:
    if not (scope.meter or scope.told_at or scope.gaps):
        return []
    values: dict[_Place, list[dict[str, Any]]] = {}
    for path, missing in scope.told_at.items():
        for problem in missing.problems():
            if problem.missing is MissingPart.FIELDS:
                values.setdefault(_place_of(problem), []).append(_unread(problem, path))
    for problem in scope.gaps.problems():
        values.setdefault(_place_of(problem), []).append(_unread(problem, None))
    meters = {(account.vendor, account.name): meter for account, meter in scope.meter.items()}
    places = sorted({*meters, *values}, key=lambda place: (_RANKS[place[0]], place[1]))
    return [
        _told(place, meter) | ({"missing": values[place]} if place in values else {})
        for place in places
        if (meter := meters.get(place, _NOTHING)).is_told or place in values
    ]


def _place_of(problem: VendorProblem) -> _Place:
    return problem.vendor, problem.account or ""


def _unread(problem: VendorProblem, path: Sequence[str | int] | None) -> dict[str, Any]:
    """Missing data that is not reported at a field: single null values, and data that belongs to no single field."""
    told = {"missing": problem.missing.value, "count": problem.count, "fields": list(problem.fields)}
    return told if path is None else told | {"path": list(path)}


def _told(place: _Place, meter: Meter) -> dict[str, Any]:
    vendor, account = place
    told = {
        "vendor": vendor.value,
        **({"account": account} if account else {}),
        "calls": meter.calls,
        "saved": meter.saved,
        "ms": round(meter.milliseconds, 1),
        "degraded": meter.degraded,
    }
    if meter.stale is not None:
        # Seconds; of the oldest answer, where several were served.
        told |= {"stale": True, "age": round(meter.stale, 1)}
    return told
