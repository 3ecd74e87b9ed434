"""CORS: allows listed pages of other sites to send requests and read the responses.

A browser sends a preflight request before it sends JSON for another site's page, and shows the response only to a page
that is allowed to read it. Forms and plain text, which need no preflight, are never executed. So pages that are not
listed are refused in the preflight. Other requests, from programs or from this gateway's own pages behind a proxy that
rewrites Host, are answered without the header that lets another site's page read the response.
"""

import msgspec
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Send

from graph.serving.origins import Origins
from models.error_code import ErrorCode

# PUT and DELETE are those of graphql-sse's single connection.
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
# The response headers that pages may read in addition to the safelisted ones.
_EXPOSED = ("X-Request-Id", "Retry-After", "Allow", "Accept-Post")
# Two hours, in seconds; browsers cache a preflight response hardly longer.
_MAX_AGE = 7200

_NOT_LISTED = "Pages of this origin may not use this API; MEETGRAPH_ORIGINS lists those that may."


class CrossOrigin(CORSMiddleware):
    """Answers preflight requests, and adds the CORS headers to responses that a listed page may read.

    A listed page may send any header and read those of ours: it is trusted as a whole.

    Args:
        app: the wrapped application.
        origins: the allowed origins.
    """

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        super().__init__(
            app,
            allow_methods=_METHODS,
            allow_headers=("*",),
            allow_credentials=origins.credentials,
            # A listed public page may reach a gateway in a private network.
            allow_private_network=True,
            expose_headers=_EXPOSED,
            max_age=_MAX_AGE,
        )
        self._origins = origins

    def is_allowed_origin(self, origin: str) -> bool:
        return self._origins.lists(origin)

    @staticmethod
    def allow_explicit_origin(headers: MutableHeaders, origin: str) -> None:
        headers["access-control-allow-origin"] = origin
        if not _names_origin(headers):
            headers.add_vary_header("Origin")

    async def send(self, message: Message, send: Send, request_headers: Headers) -> None:
        origin = request_headers.get("origin")
        is_shown = origin is not None and self.is_allowed_origin(origin)
        if not is_shown and _varies_by_origin(message):
            # Starlette would add nothing but the name of Origin once more.
            await send(message)
        else:
            await super().send(message, send, request_headers)

    def preflight_response(self, request_headers: Headers) -> Response:
        answer = super().preflight_response(request_headers)
        if answer.status_code == 200:
            return answer
        page = request_headers["origin"]
        if self._origins.lists(page):
            told = f"This API supports only the methods {', '.join(_METHODS)}."
        else:
            told = _NOT_LISTED
            self._origins.refused(page, "A request")
        more = {"code": ErrorCode.FORBIDDEN.value, "retryable": False}
        body = {"errors": [{"message": told, "extensions": more}]}
        headers = {
            "content-type": "application/json",
            "vary": answer.headers["vary"],
        }
        return Response(msgspec.json.encode(body), 403, headers)


def _varies_by_origin(message: Message) -> bool:
    return message["type"] == "http.response.start" and _names_origin(MutableHeaders(scope=message))


def _names_origin(headers: MutableHeaders) -> bool:
    return "Origin" in headers.get("vary", "")
