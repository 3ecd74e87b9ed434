"""Serves the self-hosted GraphiQL that `make web` builds from web/."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from graph.accept import Accept

DIST = Path(__file__).parent.parent / "web" / "dist"

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        # Monaco writes its themes and line positions into style elements and attributes.
        "style-src 'self' 'unsafe-inline'",
        # GraphiQL's style sheet carries its fonts as data: addresses.
        "font-src 'self' data:",
        # The favicon and Monaco's squiggles are data: images.
        "img-src 'self' data:",
        # In CSP 3 'self' includes the WebSocket of the same host and port.
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
UNBUILT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

# Sent with everything here; `nosniff` makes a browser refuse a script whose type is wrong, so the types are
# ours and not this machine's mime.types.
GUARDS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf"}

UNBUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>meetgraph explorer</title>
<body style="font: 1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 20vh auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem">The explorer is not built yet</h1>
<p>Run <code>make web</code> where this gateway was installed from, then reload this page.</p>
<p>The API does not need it: POST your query as JSON to <code>/graphql</code>.</p>
"""


class Explorer:
    """The built page in `dist`, as the two endpoints a browser asks for.

    Args:
        dist: The folder Vite wrote: `index.html` and `assets/`. It may appear while the gateway runs.
    """

    def __init__(self, dist: Path = DIST) -> None:
        self._page = dist / "index.html"
        self._assets = dist / "assets"

    def routes(self) -> list[Route]:
        """The assets' route; the page shares its address with the API, so the app decides who answers."""
        return [Route("/graphql/assets/{name}", self.asset)]

    async def page(self, request: Request) -> Response:
        """Answers with the explorer, or with how to build it."""
        if not self._page.is_file():
            headers = {"cache-control": "no-store", "content-security-policy": UNBUILT_POLICY, **GUARDS}
            return HTMLResponse(UNBUILT, status_code=503, headers=headers)
        headers = {
            "cache-control": "no-cache",
            "content-security-policy": PAGE_POLICY,
            # The same address answers JSON to those who prefer it.
            "vary": "accept",
            **GUARDS,
        }
        return FileResponse(self._page, media_type="text/html", headers=headers)

    async def asset(self, request: Request) -> Response:
        """Answers with one built file; its name carries a hash of its content, so it may be kept for ever."""
        # A name is looked up among the files that exist, never joined to a path: nothing to traverse.
        files = {file.name: file for file in self._assets.glob("*") if file.suffix in MEDIA_TYPES}
        file = files.get(request.path_params["name"])
        if file is None:
            return Response(status_code=404, headers=GUARDS)
        # A worker is governed by the policy of its own script.
        headers = {
            "cache-control": "public, max-age=31536000, immutable",
            "content-security-policy": PAGE_POLICY,
            **GUARDS,
        }
        return FileResponse(file, media_type=MEDIA_TYPES[file.suffix], headers=headers)


def wants_page(header: str) -> bool:
    """Tells whether an Accept header prefers a web page to a GraphQL answer; on a tie the API answers."""
    accept = Accept(header)
    return accept.quality("text/html") > max(accept.quality(answer) for answer in _ANSWERS)


_ANSWERS = ("application/graphql-response+json", "application/json", "text/event-stream", "multipart/mixed")
