"""The responses to requests that are refused before the application sees them. Pure."""

from http import HTTPStatus

import msgspec

from models.error_code import ErrorCode

_CODES = {
    429: ErrorCode.RATE_LIMITED,
    503: ErrorCode.OVERLOADED,
}


def response(status: int, message: str) -> bytes:
    """A whole response, after which the connection is closed.

    Args:
        status: its code follows from it.
        message: says why, and repeats nothing of the request.
    """
    code = _CODES.get(status, ErrorCode.BAD_USER_INPUT)
    body = msgspec.json.encode({"errors": [{"message": message, "extensions": {"code": code.value}}]})
    lines = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "content-type: application/json; charset=utf-8",
        f"content-length: {len(body)}",
        "cache-control: private, no-store",
        "x-content-type-options: nosniff",
        "connection: close",
        *(("retry-after: 1",) if status in _CODES else ()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body
