"""A request to the API, whose method and headers are found without looking for them each time."""

from collections.abc import Iterable
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope


class NamedHeaders(Headers):
    """Headers by their names; Starlette's are a list that is looked through each time."""

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        super().__init__(raw=list(raw))
        self._named: dict[str, list[str]] = {}
        for name, value in self._list:
            self._named.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))

    def getlist(self, key: str) -> list[str]:
        return self._named.get(key.lower(), [])

    def get(self, key: str, default: Any = None) -> Any:
        found = self._named.get(key.lower())
        return default if found is None else found[0]

    def __getitem__(self, key: str) -> str:
        return self._named[key.lower()][0]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.lower() in self._named


class ApiRequest(Request):
    """A request whose headers are `NamedHeaders`.

    What Starlette reckons in properties, each time that it is asked for, are attributes here.
    """

    # In place of the properties, which have no setter.
    method = ""
    headers = NamedHeaders(())

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self.method = scope["method"]
        self.headers = NamedHeaders(scope["headers"])
