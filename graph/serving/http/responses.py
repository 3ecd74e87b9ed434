"""The responses of GraphQL over HTTP: a result or an error in JSON, with its headers."""

from collections.abc import Mapping
from typing import Any

import msgspec
from graphql import ExecutionResult
from starlette.responses import Response

from graph.operations.results import in_json
from graph.serving.http.caching import NEVER
from graph.serving.http.negotiation import GRAPHQL
from graph.serving.http.requests import JSON
from graph.serving.http.statuses import retry_after, status_of

# Pages of other sites get another response, and those that prefer another media type.
_VARY = (b"vary", b"accept, Origin")
_CONTENT_TYPES = {each: (b"content-type", f"{each}; charset=utf-8".encode()) for each in (GRAPHQL, JSON)}
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_NEVER_STORED = (b"cache-control", NEVER.encode())


def of_result(media_type: str, result: ExecutionResult, request_id: str) -> "JsonResponse":
    """The response with a result."""
    text = in_json(result)
    if not result.errors:
        return JsonResponse(200, media_type, text, request_id)
    return JsonResponse(status_of(media_type, result), media_type, text, request_id, retry_after(result))


def encoded(
    status: int,
    media_type: str,
    body: msgspec.Raw | dict[str, Any],
    request_id: str,
    more: Mapping[str, str] | None = None,
) -> "JsonResponse":
    """A response with a body in JSON.

    Args:
        more: further headers.
    """
    return JsonResponse(status, media_type, msgspec.json.encode(body), request_id, more)


class JsonResponse(Response):
    """A whole response in JSON that is never cached; its headers need not be made of a mapping.

    Args:
        more: further headers.
    """

    body: bytes

    def __init__(
        self,
        status: int,
        media_type: str,
        body: bytes,
        request_id: str,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.status_code = status
        self.body = body
        self.background = None
        self.raw_headers = [
            _CONTENT_TYPES[media_type],
            _VARY,
            _NOSNIFF,
            _NEVER_STORED,
            (b"x-request-id", request_id.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        if more:
            self.raw_headers += [(name.encode(), value.encode("latin-1")) for name, value in more.items()]
