"""The response to a request for a path where nothing is: it says where the API is."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from graph.serving.connections import refusals


def leading_to(path: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    """A handler of 404.

    Args:
        path: of the API.
    """
    body = refusals.body_of(404, f"Nothing is at this path; the API is at {path}.")

    async def handler(_: Request, __: Exception) -> Response:
        return Response(body, 404, media_type="application/json")

    return handler
