"""Finds the bearer token (RFC 6750) of an HTTP request, and of the payload of `connection_init`."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection

from graph.serving.http.requests import RequestRefused

_SCHEME = "bearer"
_HEADER = "authorization"


def of_request(connection: HTTPConnection) -> str | None:
    """The token of the Authorization header; None if there is none.

    Raises:
        RequestRefused: the header stands twice, and a proxy may have read the other one.
    """
    found = connection.headers.getlist(_HEADER)
    if len(found) > 1:
        raise RequestRefused(400, "The header Authorization is given more than once.")
    return _token(found[0]) if found else None


def of_payload(payload: Mapping[str, Any] | None) -> str | None:
    """The token in a payload's `authorization`, or in that of its `headers`, in any case, as browsers' clients send it.

    None if there is none, or more than one.
    """
    told = payload or {}
    headers = told.get("headers")
    places = (told, headers if isinstance(headers, dict) else {})
    found = [value for place in places for name, value in place.items() if name.lower() == _HEADER]
    return _token(found[0]) if len(found) == 1 else None


def _token(value: object) -> str | None:
    """The token after the scheme; what has another scheme, or none, is no token that anybody accepts."""
    if not isinstance(value, str):
        return None
    scheme, _, token = value.partition(" ")
    return token.lstrip(" ") if scheme.lower() == _SCHEME else ""
