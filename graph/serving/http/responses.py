"""The responses of GraphQL over HTTP: a result or an error in JSON, with its headers."""

from collections.abc import Mapping
from typing import Any

import msgspec
from graphql import ExecutionResult
from starlette.responses import Response

from graph.operations.results import response
from graph.serving.http.statuses import retry_after, status_of


def of_result(media_type: str, result: ExecutionResult, request_id: str) -> Response:
    """The response with a result."""
    return encoded(
        status_of(media_type, result), media_type, response(result), request_id, retry_after(result)
    )


def encoded(
    status: int,
    media_type: str,
    body: msgspec.Raw | dict[str, Any],
    request_id: str,
    more: Mapping[str, str] | None = None,
) -> Response:
    """A response with a body in JSON.

    Args:
        more: further headers.
    """
    headers = {
        "content-type": f"{media_type}; charset=utf-8",
        "vary": "accept",
        "x-content-type-options": "nosniff",
        "x-request-id": request_id,
        **(more or {}),
    }
    return Response(msgspec.json.encode(body), status, headers)
