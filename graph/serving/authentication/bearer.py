"""Finds the bearer token (RFC 6750) of an HTTP request, and of the payload of `connection_init`."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection

_SCHEME = "bearer "


def of_request(connection: HTTPConnection) -> str | None:
    """The token of the Authorization header; None if there is none."""
    return _token(connection.headers.get("authorization"))


def of_payload(payload: Mapping[str, Any] | None) -> str | None:
    """The token in a payload's `authorization`, in any case, as browsers' clients send their headers."""
    found = (value for name, value in (payload or {}).items() if name.lower() == "authorization")
    return _token(next(found, None))


def _token(value: object) -> str | None:
    if not isinstance(value, str) or value[: len(_SCHEME)].lower() != _SCHEME:
        return None
    return value[len(_SCHEME) :].strip() or None
