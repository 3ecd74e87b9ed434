"""Marks the secrets and texts in what a vendor answers, so that a test finds them wherever they turn up.

A mark follows from the value, so the same value is marked in the same way in every answer.
"""

import hashlib
import json
from collections.abc import Collection
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Canaries:
    """The marks of one simulator.

    Args:
        secrets: the keys of JSON objects whose texts are secrets.
        texts: the keys whose texts are clinical.

    Attributes:
        name: is a part of every mark; without it nothing is marked.
    """

    def __init__(self, secrets: Collection[str], texts: Collection[str]) -> None:
        self.name = ""
        self._secrets = secrets
        self._texts = texts

    def marked(self, value: Any, kind: str | None = None) -> Any:
        """A value of an answer with all its marks."""
        if isinstance(value, dict):
            return {key: self.marked(each, self._kind(key) or kind) for key, each in value.items()}
        if isinstance(value, list):
            return [self.marked(each, kind) for each in value]
        if not isinstance(value, str) or not value or kind is None:
            return value
        mark = f"{self.name}{kind}{hashlib.sha256(value.encode()).hexdigest()[:10]}"
        if value.startswith(("http://", "https://")):
            return f"{value}{'&' if '?' in value else '?'}canary={mark}"
        return f"{mark}.{value}" if "@" in value else f"{value} {mark}"

    def _kind(self, key: str) -> str | None:
        if key in self._secrets:
            return "secret"
        return "text" if key in self._texts else None


class Marking:
    """Answers as the application does, with marks in what is JSON."""

    def __init__(self, app: ASGIApp, canaries: Canaries) -> None:
        self._app = app
        self._canaries = canaries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started: list[Message] = []
        body = bytearray()

        async def hold(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            [start] = started
            marked = self._body(bytes(body))
            headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
            await send({**start, "headers": [*headers, (b"content-length", str(len(marked)).encode())]})
            await send({"type": "http.response.body", "body": marked})

        await self._app(scope, receive, hold)

    def _body(self, body: bytes) -> bytes:
        try:
            return json.dumps(self._canaries.marked(json.loads(body))).encode()
        except ValueError:
            return body
