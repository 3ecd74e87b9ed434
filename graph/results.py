"""An operation's result as the JSON object that the GraphQL specification calls a response."""

from typing import Any

from graphql import GraphQLError
from strawberry.types import ExecutionResult

from graph import errors
from models.errors import ErrorCode
from models.vendor import Vendor
from vendors.scope import Meter, OperationScope


def was_not_executed(result: ExecutionResult) -> bool:
    """Whether the operation was refused before any of its fields was resolved."""
    return result.data is None and not any(error.path for error in result.errors or ())


def body(result: ExecutionResult) -> dict[str, Any]:
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


def for_client(result: ExecutionResult, scope: OperationScope, request_id: str) -> ExecutionResult:
    """The result with errors that a client may see, and with what it cost."""
    found = [errors.for_client(error, request_id) for error in result.errors or ()]
    found += [errors.reported(error, request_id) for error in scope.left_out]
    result.errors = found or None
    result.extensions = {**(result.extensions or {}), "vendors": _vendors(scope)}
    return result


def _vendors(scope: OperationScope) -> list[dict[str, Any]]:
    return [
        _told(vendor, meter)
        for vendor, meter in scope.meter.items()
        if meter.calls or meter.saved or meter.degraded or meter.stale is not None
    ]


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
