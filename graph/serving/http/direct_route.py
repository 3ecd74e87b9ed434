"""Leads requests to the API past what only pages of other sites and the other routes need."""

from collections.abc import Awaitable, Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from graph.serving.connections.response import cycle_of
from graph.serving.http.api_request import ApiRequest
from graph.serving.http.caching import NEVER
from graph.serving.http.responses import JsonResponse


class DirectRoute:
    """Answers POST requests without the header Origin, which programs send and browsers do not, at one path.

    Args:
        app: answers all other requests.
        path: where the endpoint is.
        endpoint: answers those; it raises nothing.
    """

    def __init__(
        self, app: ASGIApp, path: str, endpoint: Callable[[ApiRequest], Awaitable[Response]]
    ) -> None:
        self._app = app
        self._path = path
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] != "POST"
            or scope["path"] != self._path
            or "origin" in (request := ApiRequest(scope, receive)).headers
        ):
            await self._app(scope, receive, send)
            return
        response = await self._endpoint(request)
        cycle = cycle_of(scope)
        if cycle is not None and isinstance(response, JsonResponse):
            await cycle.respond(response.status_code, response.raw_headers, response.body)
            return
        if not isinstance(response, JsonResponse):
            response.headers.setdefault("cache-control", NEVER)
            # Pages of other sites get another response.
            response.headers.add_vary_header("Origin")
        await response(scope, receive, send)
