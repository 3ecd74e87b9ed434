"""Parses a GraphQL request from an HTTP request, and refuses malformed ones."""

import codecs
import random
import re
from collections.abc import Callable
from typing import Any, Final, TypeVar

import msgspec
from starlette.datastructures import Headers, QueryParams
from starlette.requests import Request

from graph.operations import persisted
from graph.operations.request import PARAMETERS, GraphQLRequest
from graph.serving.doubled_names import DoubledNames
from graph.serving.http.bodies import Body
from graph.serving.json_place import place_of
from graph.serving.nesting import is_deeper_than
from models.error_code import ErrorCode

T = TypeVar("T")

JSON = "application/json"
# A query with its variables is rarely longer than a hundredth of it.
BODY_BYTES = 256 * 1024

# As on sockets; variables of that depth are inputs that no schema has.
LEVELS = 32

_decoded_request: Final = msgspec.json.Decoder(GraphQLRequest).decode
# A proxy or router in front of this gateway may use the first value where we use the last.
_DOUBLED = DoubledNames(PARAMETERS)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class RequestRefused(Exception):
    """A request is refused; carries the status of the response."""

    def __init__(
        self,
        status: int,
        message: str,
        headers: dict[str, str] | None = None,
        code: ErrorCode = ErrorCode.BAD_USER_INPUT,
    ) -> None:
        self.status = status
        self.message = message
        self.headers = headers or {}
        self.code = code
        super().__init__(message)


async def read(request: Request, body: Body) -> GraphQLRequest:
    """Reads the parameters from the body of a POST, else from the address.

    Args:
        body: counts what it holds.

    Raises:
        RequestRefused: the request is no GraphQL request.
        Overloaded: there is no room for its body now.
    """
    try:
        if request.method == "POST":
            _check_content(request)
            return _parsed(await _bytes(request, body), _from_body)
        return _naming(_from_query(request.query_params))
    except msgspec.ValidationError as error:
        raise _no_request(error) from None


def read_whole(text: bytes, body: Body) -> GraphQLRequest:
    """As `read`, from a body that is known to be JSON, and all of which has come.

    Args:
        text: the body.
        body: counts what it holds.
    """
    body.received(text)
    if len(text) > BODY_BYTES:
        raise _too_large()
    try:
        return _parsed(text, _from_body)
    except msgspec.ValidationError as error:
        raise _no_request(error) from None


def _naming(asked: GraphQLRequest) -> GraphQLRequest:
    """A request that names its operation, by a text or a hash."""
    if not asked.query and not persisted.is_named(asked.extensions):
        raise RequestRefused(400, "The request has no `query`.")
    return asked


def _no_request(error: msgspec.ValidationError) -> RequestRefused:
    # Names the place and the types, never the value.
    return RequestRefused(400, f"The request is not a GraphQL request: {error}.")


def _parsed(text: bytes, parse: Callable[[str], T], of: str = "The request's JSON") -> T:
    """What a text in JSON comes to; where it is malformed is told, and nothing of it."""
    if text[:3] == codecs.BOM_UTF8:
        # RFC 8259, 8.1: a reader may ignore a byte order mark; some clients write one.
        text = text[3:]
    try:
        return parse(text.decode())
    except msgspec.ValidationError:
        raise
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RequestRefused(400, f"{of} could not be parsed: {place_of(error, text)}.") from None


def _from_body(text: str) -> GraphQLRequest:
    if text[:1] != "{" and text.lstrip().startswith("["):
        raise RequestRefused(400, "Batches are not supported: send each operation in its own request.")
    _check_nesting(text)
    asked = _decoded_request(text)
    if (doubled := _DOUBLED.find(text)) is not None:
        raise _given_twice(doubled)
    return asked if asked.query else _naming(asked)


def _given_twice(parameter: str) -> RequestRefused:
    return RequestRefused(400, f"The parameter `{parameter}` is given more than once.")


def _from_query(parameters: QueryParams) -> GraphQLRequest:
    raw: dict[str, Any] = {}
    for name in PARAMETERS:
        if len(parameters.getlist(name)) > 1:
            raise _given_twice(name)
        if text := parameters.get(name):
            raw[name] = (
                _parsed(text.encode(errors="replace"), _decoded, f"The JSON of `{name}`")
                if name in ("variables", "extensions")
                else text
            )
    return msgspec.convert(raw, GraphQLRequest)


def _decoded(text: str) -> Any:
    _check_nesting(text)
    return msgspec.json.decode(text)


def _check_nesting(text: str) -> None:
    if is_deeper_than(LEVELS, text):
        raise RequestRefused(400, f"The request's JSON is nested in more than {LEVELS} levels.")


def _check_content(request: Request) -> None:
    content_type = header(request, "content-type")
    if content_type != JSON:
        _check_media_type(content_type)
    if header(request, "content-encoding").lower() not in ("", "identity"):
        raise RequestRefused(415, "The request must not be compressed.", {"accept-encoding": "identity"})


def _check_media_type(content_type: str) -> None:
    media_type, *parameters = (part.strip().lower() for part in content_type.split(";"))
    if media_type != JSON:
        raise RequestRefused(415, f"POST needs content-type: {JSON}.", {"accept-post": JSON})
    charsets = (part[8:].strip('"') for part in parameters if part.startswith("charset="))
    if any(charset not in ("utf-8", "utf8") for charset in charsets):
        raise RequestRefused(415, "The request must be encoded in UTF-8.", {"accept-post": JSON})


async def _bytes(request: Request, counted: Body) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise RequestRefused(400, "The request ended early.")
        part: bytes = message.get("body", b"")
        size += len(part)
        counted.received(part)
        if size > BODY_BYTES:
            raise _too_large()
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _too_large() -> RequestRefused:
    # The rest is not read, so the connection serves no further request.
    return RequestRefused(413, f"The request is larger than {BODY_BYTES} bytes.", {"connection": "close"})


def header(request: Request, name: str) -> str:
    """The value of a header, its repeated lines combined (RFC 9110, 5.3)."""
    return ", ".join(request.headers.getlist(name))


def given_id(headers: Headers) -> str:
    """The caller's name for its request if it is safe to repeat, else an empty one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else ""


def new_id() -> str:
    """A name for a request; nothing is kept from whoever guesses it."""
    return f"{random.getrandbits(64):016x}"
