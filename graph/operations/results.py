"""Formats the result of an operation as the response that the GraphQL specification defines."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from graphql import ExecutionResult, GraphQLError, OperationType

from graph.operations import errors
from models.error_code import ErrorCode
from models.errors import MeetgraphError
from models.refusal import AnswerTooLarge
from models.vendor import Vendor
from models.vendor_problem import MissingPart, VendorProblem
from vendors.operation_scope import Meter, OperationScope


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


def response(result: ExecutionResult) -> msgspec.Raw:
    """The response of a result, in JSON; it can be a part of a message."""
    return msgspec.Raw(
        result.encoded if isinstance(result, EncodedResult) else msgspec.json.encode(_body(result))
    )


def _body(result: ExecutionResult) -> dict[str, Any]:
    """The response: errors first, and no data where nothing was executed."""
    told: dict[str, Any] = {}
    if result.errors:
        told["errors"] = [error.formatted for error in result.errors]
    if not was_not_executed(result):
        told["data"] = result.data
    if result.extensions:
        told["extensions"] = result.extensions
    return told


def request_error(message: str, code: ErrorCode, request_id: str) -> GraphQLError:
    """An error that is about the request, not about one of its fields."""
    return GraphQLError(message, extensions={"code": code.value, "requestId": request_id})


def for_client(
    result: ExecutionResult, scope: OperationScope, request_id: str, *, denied: Sequence[GraphQLError] = ()
) -> ExecutionResult:
    """The result with errors that clients may see, and with `extensions` about its cost.

    Args:
        denied: the errors for what the principal may not see, or cannot be shown now.
    """
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
    values: dict[Vendor, list[dict[str, Any]]] = {}
    for path, missing in scope.told_at.items():
        for problem in missing.problems():
            if problem.missing is MissingPart.FIELDS:
                values.setdefault(problem.vendor, []).append(_unread(problem, path))
    for problem in scope.gaps.problems():
        values.setdefault(problem.vendor, []).append(_unread(problem, None))
    return [
        _told(vendor, meter) | ({"missing": values[vendor]} if vendor in values else {})
        for vendor, meter in _by_vendor(scope).items()
        if meter.calls or meter.saved or meter.degraded or meter.stale is not None or vendor in values
    ]


def _by_vendor(scope: OperationScope) -> dict[Vendor, Meter]:
    """What was asked of each vendor: the sums over its accounts."""
    sums = {vendor: Meter() for vendor in Vendor}
    for account, meter in scope.meter.items():
        total = sums[account.vendor]
        total.calls += meter.calls
        total.saved += meter.saved
        total.milliseconds += meter.milliseconds
        total.degraded |= meter.degraded
        if meter.stale is not None:
            total.stale = max(meter.stale, total.stale or 0.0)
    return sums


def _unread(problem: VendorProblem, path: Sequence[str | int] | None) -> dict[str, Any]:
    """Missing data that is not reported at a field: single null values, and data that belongs to no single field."""
    told = {"missing": problem.missing.value, "count": problem.count, "fields": list(problem.fields)}
    return told if path is None else told | {"path": list(path)}


def _told(vendor: Vendor, meter: Meter) -> dict[str, Any]:
    told = {
        "vendor": vendor.value,
        "calls": meter.calls,
        "saved": meter.saved,
        "ms": round(meter.milliseconds, 1),
        "degraded": meter.degraded,
    }
    if meter.stale is not None:
        # Seconds; of the oldest answer, where several were served.
        told |= {"stale": True, "age": round(meter.stale, 1)}
    return told
