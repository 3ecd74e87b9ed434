"""The responses to requests that are refused before the application sees them. Pure."""

from http import HTTPStatus

import msgspec

from models.error_code import ErrorCode

_CODES = {
    404: ErrorCode.NOT_FOUND,
    429: ErrorCode.RATE_LIMITED,
    500: ErrorCode.INTERNAL,
    503: ErrorCode.OVERLOADED,
}
_MAY_BE_REPEATED = (429, 503)


def response(status: int, message: str) -> bytes:
    """A whole response, after which the connection is closed.

    Args:
        status: its code follows from it.
        message: says why, and repeats nothing of the request.
    """
    body = body_of(status, message)
    lines = [f"{name}: {value}" for name, value in headers_of(status, body).items()]
    head = "\r\n".join([f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", *lines, "", ""])
    return head.encode() + body


def body_of(status: int, message: str) -> bytes:
    """The body of a response that refuses a request."""
    code = _CODES.get(status, ErrorCode.BAD_USER_INPUT)
    told = {"code": code.value, "retryable": status in _MAY_BE_REPEATED}
    return msgspec.json.encode({"errors": [{"message": message, "extensions": told}]})


def headers_of(status: int, body: bytes) -> dict[str, str]:
    """The headers of such a response."""
    return {
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(body)),
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
        "connection": "close",
        **({"retry-after": "1"} if status in _MAY_BE_REPEATED else {}),
    }
