"""Serves the gateway below a path prefix, for a proxy that keeps the prefix."""

from starlette.types import ASGIApp, Receive, Scope, Send


class PathPrefix:
    """Removes the prefix from paths that begin with it; other paths are unchanged.

    Args:
        app: what is asked.
        prefix: such as `/api`; without a slash at its end.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        self._app = app
        self._prefix = prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and scope["path"].startswith(f"{self._prefix}/"):
            # Routes are matched by what follows the root (ASGI's `root_path`).
            scope = {**scope, "root_path": self._prefix}
        await self._app(scope, receive, send)
