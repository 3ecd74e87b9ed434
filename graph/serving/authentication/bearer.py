"""Finds the bearer token (RFC 6750) of an HTTP request, and of the payload of `connection_init`."""

import re
from collections.abc import Mapping
from typing import Any

from starlette.requests import HTTPConnection

from graph.serving.http.requests import RequestRefused
from models.denial import NotOneToken, OtherScheme, Unauthenticated

HEADER = "authorization"
_SCHEME = "bearer"
# RFC 6750, 2.1; of other texts a parser may see several tokens.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")


def of_request(connection: HTTPConnection) -> str | None:
    """The token of the Authorization header; None if there is none.

    Raises:
        OtherScheme, NotOneToken: the header has something else.
        RequestRefused: the header stands twice, and a proxy may have read the other one.
    """
    found = connection.headers.getlist(HEADER)
    if len(found) > 1:
        raise RequestRefused(
            400, "The header Authorization is given more than once.", challenge(NotOneToken())
        )
    return _token(found[0]) if found else None


def of_payload(payload: Mapping[str, Any] | None) -> str | None:
    """The token in a payload's `authorization`, or in that of its `headers`, in any case, as browsers' clients send it.

    None if there is none.

    Raises:
        OtherScheme, NotOneToken: there is something else, or more than one.
    """
    told = payload or {}
    headers = told.get("headers")
    places = (told, headers if isinstance(headers, dict) else {})
    found = [value for place in places for name, value in place.items() if name.lower() == HEADER]
    if len(found) > 1:
        raise NotOneToken
    return _token(found[0]) if found and found[0] is not None else None


def challenge(error: Unauthenticated) -> dict[str, str]:
    """The header that says what is needed, and what was wrong with what was sent (RFC 6750, 3)."""
    if error.bearer_error is None:
        return {"www-authenticate": "Bearer"}
    return {"www-authenticate": f'Bearer error="{error.bearer_error}"'}


def _token(value: object) -> str:
    if not isinstance(value, str):
        raise NotOneToken
    scheme, _, token = value.partition(" ")
    if scheme.lower() != _SCHEME:
        raise OtherScheme
    token = token.lstrip(" ")
    if not _TOKEN.fullmatch(token):
        raise NotOneToken
    return token
