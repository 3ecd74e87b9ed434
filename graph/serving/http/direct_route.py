"""Leads requests to the API past what only pages of other sites and the other routes need."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph.serving.http.api_request import ApiRequest
from graph.serving.http.caching import NEVER
from graph.serving.http.responses import JsonResponse


class DirectRoute(Starlette):
    """An application that answers POST requests without the header Origin, which programs send and browsers do not, at
    one path by itself, and all other requests by its routes.

    Args:
        path: where the endpoint is.
        endpoint: answers those; it raises nothing.
        more: as Starlette has it.
    """

    def __init__(self, path: str, endpoint: Callable[[ApiRequest], Awaitable[Response]], **more: Any) -> None:
        super().__init__(**more)
        self._path = path
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] != "POST"
            or scope["path"] != self._path
            or (request := ApiRequest(scope, receive)).head.is_of_page
        ):
            await super().__call__(scope, receive, send)
            return
        response = await self._endpoint(request)
        if not isinstance(response, JsonResponse):
            response.headers.setdefault("cache-control", NEVER)
            # Pages of other sites get another response.
            response.headers.add_vary_header("Origin")
        elif request.cycle is not None:
            await request.cycle.respond(response.status_code, response.raw_headers, response.body)
            return
        await response(scope, receive, send)
