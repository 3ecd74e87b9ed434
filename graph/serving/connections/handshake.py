"""The handshake of a WebSocket: one that is refused is answered as any other request that is."""

from http import HTTPStatus
from typing import Any

from websockets.datastructures import Headers
from websockets.http11 import Response
from websockets.server import ServerProtocol

from graph.serving.connections import refusals

_VERSION = "13"
_VERSION_HEADER = "Sec-WebSocket-Version"


class Handshake(ServerProtocol):
    """A WebSocket's protocol; websockets would answer in plain text, and repeat what the client sent."""

    def accept(self, request: Any) -> Response:
        versions = request.headers.get_all(_VERSION_HEADER)
        if versions and versions != [_VERSION]:
            # RFC 6455, 4.2.2.
            return self.reject(HTTPStatus.UPGRADE_REQUIRED, "")
        return super().accept(request)

    def reject(self, status: HTTPStatus | int, text: str) -> Response:
        """The response that refuses the handshake.

        Args:
            status: of the response; 403 stands for an application that took it for none of its own.
            text: not used; it may repeat what the client sent.
        """
        match status:
            case 403:
                told, message = HTTPStatus.NOT_FOUND, "There is no WebSocket at this path."
            case 426:
                told, message = (
                    HTTPStatus.UPGRADE_REQUIRED,
                    f"Only version {_VERSION} of WebSockets is supported.",
                )
            case 500:
                told, message = HTTPStatus.INTERNAL_SERVER_ERROR, "The WebSocket could not be opened."
            case _:
                told, message = HTTPStatus(status), "The WebSocket's handshake is malformed."
        body = refusals.body_of(told, message)
        headers = Headers(**refusals.headers_of(told, body))
        if told == HTTPStatus.UPGRADE_REQUIRED:
            del headers["connection"]
            headers["connection"] = "close, Upgrade"
            headers["upgrade"] = "websocket"
            headers["sec-websocket-version"] = _VERSION
        return Response(told, told.phrase, headers, body)
