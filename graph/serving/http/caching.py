"""Forbids caches to store responses that do not say themselves for how long they may."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Responses contain PINs and names. `private` is for the caches of routers, some of which only look at that.
NEVER = "private, no-store"


class NeverStored:
    """Adds `cache-control: private, no-store` to every response without that header, refusals included.

    Args:
        app: the wrapped application.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_so(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).setdefault("cache-control", NEVER)
            await send(message)

        await self._app(scope, receive, send_so)
