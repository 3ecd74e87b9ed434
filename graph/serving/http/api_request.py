"""A request to the API: its head is read once, and found without looking for it each time."""

from collections.abc import Iterable
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import Receive, Scope

from graph.operations import federated_trace
from graph.operations.request import GraphQLRequest
from graph.serving.connections.response import cycle_of
from graph.serving.http.bodies import Body
from graph.serving.http.negotiation import GRAPHQL, negotiated_by
from graph.serving.http.requests import JSON, given_id, read, read_whole
from graph.serving.streams import reservations
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
        is_json: whether the method is POST and the body JSON, of which nothing more is said.
        is_of_page: whether a page of a browser sends it.
        may_name_stream: whether a reserved stream may be named, here or in the address.
        is_traced: whether the client asks how long each field took.
        principal: whose the token was when it was accepted the last time.
    """

    __slots__ = (
        "accept",
        "accept_encoding",
        "headers",
        "is_json",
        "is_of_page",
        "is_traced",
        "may_name_stream",
        "media_type",
        "principal",
        "request_id",
        "want",
    )

    def __init__(self, method: str, query: bytes, headers: NamedHeaders) -> None:
        self.headers = headers
        self.accept = headers.combined("accept")
        self.want = negotiated_by(self.accept, method)
        self.media_type = self.want.answer if self.want.answer in (GRAPHQL, JSON) else JSON
        self.accept_encoding = headers.combined("accept-encoding")
        self.request_id = given_id(headers)
        is_json = headers.combined("content-type") == JSON and "content-encoding" not in headers
        self.is_json = is_json and method == "POST"
        self.is_of_page = "origin" in headers
        self.may_name_stream = bool(query) or reservations.TOKEN_HEADER in headers
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
        checked = None if self.cycle is None else self.cycle.head
        head = None if checked is None else checked.read
        if not isinstance(head, ApiHead):
            head = ApiHead(self.method, scope.get("query_string", b""), NamedHeaders(scope["headers"]))
            if checked is not None:
                checked.read = head
        self.head = head
        self.headers = head.headers

    async def parameters(self, body: Body) -> GraphQLRequest:
        """The parameters of a GraphQL request.

        Args:
            body: counts what it holds.

        Raises:
            RequestRefused: it is none.
            Overloaded: there is no room for its body now.
        """
        whole = self.cycle.whole_body() if self.head.is_json and self.cycle is not None else None
        return await read(self, body) if whole is None else read_whole(whole, body)
