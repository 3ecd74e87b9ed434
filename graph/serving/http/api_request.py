"""A request to the API: its head is read once, and found without looking for it each time."""

from collections.abc import Iterable
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope

from graph.operations import federated_trace
from graph.serving.connections.response import Cycle, cycle_of
from graph.serving.http.negotiation import GRAPHQL, negotiated_by
from graph.serving.http.requests import JSON, given_id
from models.principal import Principal


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

    def combined(self, name: str) -> str:
        """The value of a header, its repeated lines combined (RFC 9110, 5.3)."""
        return ", ".join(self._named.get(name, ()))


class ApiHead:
    """What the head of a request says to this API; requests of one connection with the same head share it.

    Attributes:
        headers: all of them.
        accept: the header of that name.
        want: the formats that the client accepts.
        media_type: of a single response.
        accept_encoding: the header of that name.
        request_id: the client's name for the request, if it is safe to repeat; else empty.
        is_json: whether the body is JSON, and nothing more is said of it.
        is_traced: whether the client asks how long each field took.
        principal: whose the token was when it was accepted the last time.
    """

    __slots__ = (
        "accept",
        "accept_encoding",
        "headers",
        "is_json",
        "is_traced",
        "media_type",
        "principal",
        "request_id",
        "want",
    )

    def __init__(self, method: str, headers: NamedHeaders) -> None:
        self.headers = headers
        self.accept = headers.combined("accept")
        self.want = negotiated_by(self.accept, method)
        self.media_type = self.want.answer if self.want.answer in (GRAPHQL, JSON) else JSON
        self.accept_encoding = headers.combined("accept-encoding")
        self.request_id = given_id(headers)
        self.is_json = headers.combined("content-type") == JSON and "content-encoding" not in headers
        trace = headers.combined(federated_trace.HEADER)
        self.is_traced = trace.strip().lower() == federated_trace.VERSION
        self.principal: Principal | None = None


class ApiRequest(Request):
    """A request with its head.

    What Starlette reckons in properties, each time that it is asked for, are attributes here.

    Attributes:
        head: what it says to this API.
        cycle: the request as our server has it; None at another server.
    """

    # In place of the properties, which have no setter.
    method = ""
    headers = NamedHeaders(())

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self.method = scope["method"]
        self.cycle = cycle_of(scope)
        self.head = _head_of(scope, self.cycle)
        self.headers = self.head.headers


def _head_of(scope: Scope, cycle: Cycle | None) -> ApiHead:
    checked = None if cycle is None else cycle.head
    if checked is not None and isinstance(checked.read, ApiHead):
        return checked.read
    found = ApiHead(scope["method"], NamedHeaders(scope["headers"]))
    if checked is not None:
        checked.read = found
    return found
