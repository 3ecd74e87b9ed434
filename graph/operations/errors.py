"""Maps exceptions to the GraphQL errors that clients receive; no other module does."""

import logging
import re
from collections.abc import Sequence
from typing import Any

from graphql import FieldNode, GraphQLError

from models.denial import Forbidden
from models.error_code import ErrorCode
from models.errors import DecryptionFailed, MeetgraphError, OfOne, Unsupported, VendorError, VendorRejected
from models.refusal import Refusal, TooExpensive
from models.vendor_problem import VendorProblem

# The executor quotes what it refuses, however long that is.
_MESSAGE_AT_MOST = 400
# Messages in which graphql-core repeats a value of the request, with their replacements. A value may be a PIN or a
# patient's name, and clients log messages. «Variable '$x' has invalid value: …» becomes a message without the value.
_REPEATED = (
    (re.compile(r"[,;]? [Ff]ound: .*|, but encountered error .*", re.DOTALL), ""),
    (re.compile(r"(?<!has invalid value)(?<= value): .*", re.DOTALL), ""),
    # A key of a variable is a caller's text, too, unless it could be a name of the schema.
    (
        re.compile(r"unknown field '(?![_A-Za-z][_0-9A-Za-z]{0,63}'(\.?$|\. Did you mean )).*'", re.DOTALL),
        "an unknown field",
    ),
    (re.compile(r"Value '.*'(?= does not exist in '\w+' enum)", re.DOTALL), "This value"),
    # Python's name of what clients know as null.
    (re.compile(r"(?<= not to be )None(?=\.$)"), "null"),
    # graphql-core's switch for suggestions leaves this one.
    (re.compile(r" Did you mean '\w+ \{ \.\.\. \}'\?$"), ""),
    (re.compile(r"(?<=^Syntax Error: )(.*\b(?:String|BlockString|Int|Float)) '.*'", re.DOTALL), r"\1"),
)

# Where in the variables a value stands that a type of our own refuses.
_PLACE = re.compile(r"Variable '\$\w+' has invalid value(?: at \S+)?: ")

_log = logging.getLogger(__name__)


def for_client(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error as clients receive it: with a code of the closed list and without internal details.

    Args:
        error: what the executor collected; it is left as it is, since validation errors are cached.
        request_id: names the request, so that what a client reports can be found in the log.
    """
    cause = _cause(error)
    if cause is None and _is_of_request(error):
        return _copy(
            error,
            _without_values(error.message)[:_MESSAGE_AT_MOST],
            {"code": ErrorCode.BAD_USER_INPUT.value, "retryable": False, "requestId": request_id},
        )
    if isinstance(cause, MeetgraphError):
        place = _PLACE.match(error.message)
        said = cause.message if place is None else place[0] + cause.message
        return _copy(error, said, {**_told(cause), "requestId": request_id})
    told = {"code": ErrorCode.INTERNAL.value, "retryable": False, "requestId": request_id}
    return _copy(error, fault(request_id), told)


def fault(request_id: str) -> str:
    """The message for an internal error: only the request id, with which an operator finds the details in the log."""
    return f"Something went wrong inside this API; the log has it under {request_id}."


def partial(problem: VendorProblem, path: Sequence[str | int], request_id: str) -> GraphQLError:
    """An error at a field whose value has missing data and whose type has no field to report it."""
    told = {
        "code": problem.code.value,
        "retryable": problem.retryable,
        "vendor": problem.vendor.value,
        "missing": problem.missing.value,
        "count": problem.count,
        "requestId": request_id,
    }
    if problem.account is not None:
        told["account"] = problem.account
    return GraphQLError(problem.message, path=list(path), extensions=told)


def log(error: GraphQLError, request_id: str) -> None:
    """Logs an error for the operator: internal errors with a traceback, vendors' failures in one line."""
    cause = _cause(error)
    if isinstance(cause, OfOne):
        cause = cause.error
    if isinstance(cause, VendorError):
        _log.info("request %s: %s", request_id, cause)
    elif isinstance(cause, DecryptionFailed):
        _log.error("request %s: %s Is a key missing in MEETGRAPH_STORE_KEYS?", request_id, cause)
    elif cause is None and not _is_of_request(error):
        # The executor quotes the value that does not fit the field's type; the value may be secret.
        _log.error("request %s: a value that does not fit its field at %s", request_id, error.path)
    elif cause is not None and not isinstance(cause, MeetgraphError):
        _log.error("request %s: a fault at %s", request_id, error.path, exc_info=cause)


def forget_frames(error: BaseException) -> None:
    """Drops the frames of an error that was logged, and of those that it was made of.

    They hold what the operation has read, and what they wait for holds the error: all of it would stay until the
    garbage is collected.
    """
    left: list[BaseException | None] = [error]
    while left:
        each = left.pop()
        if each is None or (each.__traceback__ is None and not isinstance(each, GraphQLError | OfOne)):
            continue
        each.__traceback__ = None
        left += [each.__cause__, each.__context__]
        if isinstance(each, GraphQLError):
            left.append(each.original_error)
        elif isinstance(each, OfOne):
            left.append(each.error)


def message_without_values(error: GraphQLError) -> str | None:
    """What clients are told of an error in a text, whatever the request; None if its cause decides that."""
    if error.original_error is not None:
        return None
    return _without_values(error.message)[:_MESSAGE_AT_MOST]


def _without_values(message: str) -> str:
    """The executor's error about a request, without the value that it quotes."""
    said = message
    for repeated, instead in _REPEATED:
        said = repeated.sub(instead, said)
    return said if said.endswith((".", "?")) or said == message else f"{said}."


def _is_of_request(error: GraphQLError) -> bool:
    """Whether an error of the executor's own is about the request, not about a value of ours.

    Those about a value stand at its fields; others have no place in the response, or stand at a null variable in the
    place of an argument that must not be null.
    """
    return not error.path or (
        bool(error.nodes) and not any(isinstance(node, FieldNode) for node in error.nodes or ())
    )


def _cause(error: GraphQLError) -> BaseException | None:
    """The original exception; None for the executor's own errors, about the request or about a value of ours."""
    cause: BaseException | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, ValueError) and not error.path:
        # A value in the query or its variables that Python refuses to read, such as a number of 5,000 digits.
        return None
    return cause


def _told(error: MeetgraphError) -> dict[str, Any]:
    if isinstance(error, OfOne):
        return {**_told(error.error), "id": error.id}
    told: dict[str, Any] = {"code": error.code.value, "retryable": error.retryable}
    if isinstance(error, VendorError):
        told["vendor"] = error.vendor.value
        if error.account is not None:
            told["account"] = error.account
        told["operation"] = error.operation
        if error.retry_after_ms is not None:
            told["retryAfterMs"] = error.retry_after_ms
    if isinstance(error, VendorRejected) and error.vendor_code is not None:
        told["vendorCode"] = error.vendor_code
    if isinstance(error, Forbidden):
        told["scopes"] = sorted(error.scopes)
    if isinstance(error, Refusal) and error.retry_after_ms is not None:
        told["retryAfterMs"] = error.retry_after_ms
    if isinstance(error, TooExpensive):
        told |= {"requested": error.requested, "most": error.most}
    if isinstance(error, Unsupported):
        told["capability"] = error.capability.value
    return told


def _copy(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    copy = GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
    # A cached error has its locations only.
    copy.locations = error.locations
    return copy
