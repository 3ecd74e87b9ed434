"""CORS: allows listed pages of other sites to send requests and read the responses.

A browser asks before it sends JSON for another site's page, and shows the answer only to a page that may have it; what
it sends unasked, a form or plain text, is never executed. So a page that is not listed is refused at the asking. What
comes over HTTP all the same, from programs, or from this gateway's own pages behind a proxy that rewrites Host, is
answered, without the header that would let another site's page read it.
"""

import msgspec
from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from graph.serving.origins import Origins
from models.error_code import ErrorCode

# PUT and DELETE are those of graphql-sse's single connection.
_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
# What answers carry beside those headers that every page may read.
_EXPOSED = ("X-Request-Id", "Retry-After", "Allow", "Accept-Post")
# Two hours, in seconds; no browser keeps a permission for much longer.
_MAX_AGE = 7200

_NOT_LISTED = "Pages of this origin may not use this API; MEETGRAPH_ORIGINS lists those that may."


class CrossOrigin(CORSMiddleware):
    """Answers browsers that ask for another site's page, and marks the answers that such a page may read.

    A listed page may send any header and read those of ours: it is trusted as a whole.

    Args:
        app: what is asked.
        origins: whose pages may ask.
    """

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        super().__init__(
            app,
            allow_methods=_METHODS,
            allow_headers=("*",),
            allow_credentials=origins.credentials,
            # Who lists a public site's page wants it to reach a gateway in a private network.
            allow_private_network=True,
            expose_headers=_EXPOSED,
            max_age=_MAX_AGE,
        )
        self._origins = origins

    def is_allowed_origin(self, origin: str) -> bool:
        return self._origins.lists(origin)

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
        body = {"errors": [{"message": told, "extensions": {"code": ErrorCode.FORBIDDEN.value}}]}
        headers = {
            "content-type": "application/json",
            "cache-control": "no-store",
            "vary": answer.headers["vary"],
        }
        return Response(msgspec.json.encode(body), 403, headers)
