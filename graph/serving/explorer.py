"""Serves the self-hosted GraphiQL that `make web` builds from web/."""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from graph.serving.http.accept_header import Accept, coding

DIST = Path(__file__).parents[2] / "web" / "dist"

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

UNBUILT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

# Sent with every file. `nosniff` makes browsers refuse a script with a wrong type, so the types are set here and not
# taken from the machine's mime.types.
GUARDS = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css", ".ttf": "font/ttf"}
# The suffixes of the compressed files that the build writes, by content coding; the smallest first.
CODINGS = {"br": ".br", "gzip": ".gz"}

UNBUILT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="color-scheme" content="light dark">
<title>meetgraph explorer</title>
<body style="font: 1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 20vh auto; padding: 0 1rem">
<h1 style="font-size: 1.4rem">The explorer is not built yet</h1>
<p>Run <code>make web</code> where this gateway was installed from, then reload this page.</p>
<p>The API does not need it: POST your query as JSON to this address.</p>
"""


class Explorer:
    """The built page in `dist`, as the endpoints that a browser asks for.

    It does not depend on the address that a proxy uses: the page loads its files relative to its own address.

    Args:
        dist: The folder Vite wrote: `index.html` and `assets/`. It may appear while the gateway runs.
        tokens: those that the page offers, by tenant and role; for the demo alone.
    """

    def __init__(self, dist: Path = DIST, tokens: Sequence[Mapping[str, str]] = ()) -> None:
        self._tokens = tokens
        self._page = dist / "index.html"
        self._assets = dist / "assets"

    def routes(self) -> list[Route]:
        """The routes of the assets and the root; the app routes the page, which shares its address with the API."""
        return [
            Route("/graphql/assets/{name}", self.asset),
            Route("/graphql/tokens", self.tokens),
            Route("/", self.way_in),
        ]

    async def tokens(self, _: Request) -> Response:
        """Returns the tokens that the page offers; where there are none it has a field for one."""
        return JSONResponse(list(self._tokens), headers={"cache-control": "no-store", **GUARDS})

    async def way_in(self, request: Request) -> Response:
        """Redirects from the root to the page; by a relative address, because a proxy may mount the root anywhere."""
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"graphql{query}", status_code=302, headers=GUARDS)

    async def page(self, request: Request) -> Response:
        """Answers with the explorer, or with how to build it."""
        if not self._page.is_file():
            headers = {"cache-control": "no-store", "content-security-policy": UNBUILT_POLICY, **GUARDS}
            return HTMLResponse(UNBUILT, status_code=503, headers=headers)
        text = self._page.read_bytes()
        headers = {
            "cache-control": "no-cache",
            "content-security-policy": _policy(text.decode()),
            "etag": f'"{hashlib.sha256(text).hexdigest()[:16]}"',
            # The same address returns JSON to clients that prefer it.
            "vary": "accept",
            **GUARDS,
        }
        return _unchanged(request, headers) or HTMLResponse(text, headers=headers)

    async def asset(self, request: Request) -> Response:
        """Returns one built file; its name contains a hash of its content, so clients may cache it for ever."""
        # The name is looked up among the existing files and never joined to a path, so no path traversal is possible.
        files = {file.name: file for file in self._assets.glob("*")}
        file = files.get(request.path_params["name"])
        if file is None or file.suffix not in MEDIA_TYPES:
            return Response(status_code=404, headers=GUARDS)
        packed = {name: files.get(file.name + ending) for name, ending in CODINGS.items()}
        accepted = ", ".join(request.headers.getlist("accept-encoding"))
        chosen = coding(accepted, [name for name, there in packed.items() if there])
        headers = {
            "cache-control": "public, max-age=31536000, immutable",
            # A worker uses the policy of its own script.
            "content-security-policy": _policy(),
            "etag": f'"{file.name}-{chosen or "plain"}"',
            "vary": "accept-encoding",
            **({"content-encoding": chosen} if chosen else {}),
            **GUARDS,
        }
        sent = packed[chosen] if chosen else file
        assert sent is not None
        return _unchanged(request, headers) or FileResponse(
            sent, media_type=MEDIA_TYPES[file.suffix], headers=headers
        )


def wants_page(header: str) -> bool:
    """Tells whether an Accept header prefers a web page to a GraphQL answer; on a tie the API answers."""
    accept = Accept(header)
    return accept.quality("text/html") > max(accept.quality(answer) for answer in _ANSWERS)


_ANSWERS = ("application/graphql-response+json", "application/json", "text/event-stream", "multipart/mixed")


def _policy(page: str = "") -> str:
    """The Content-Security-Policy of the page and its workers: this folder's files and the page's inline scripts."""
    scripts = (hashlib.sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page))
    hashes = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in scripts)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{hashes}",
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


def _unchanged(request: Request, headers: Mapping[str, str]) -> Response | None:
    """A 304 if the client has this version already (RFC 9110, 13.1.2)."""
    kept = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    return Response(status_code=304, headers=headers) if headers["etag"] in kept else None
