"""Requests to a vendor: validates URLs and headers against injection. Pure."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias
from urllib.parse import quote, urlsplit

import httpx
import msgspec
from pydantic import AfterValidator

Params: TypeAlias = Mapping[str, str | int | bool | None]

# RFC 9112 (3) recommends that servers support request lines of 8,000 octets; Node and others support headers of 16 KiB
# in total, and nginx bodies of 1 MiB. The connection of a longer request may be closed without a response, which would
# look like a failure.
ADDRESS_AT_MOST = 8_000
HEADERS_AT_MOST = 16 * 1024
BODY_AT_MOST = 1024 * 1024

# RFC 3986 (2.3): what stands in a query as it is, which is most of what does.
_UNRESERVED = re.compile(r"[0-9A-Za-z._~-]*").fullmatch
# RFC 9110 (5.6.2): a token.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch


class CannotBeSent(ValueError):
    """The request is too long or invalid in HTTP; the message does not quote it."""


def segment(value: str) -> str:
    """Percent-encodes an id as one segment of a path.

    Raises:
        ValueError: for "", "." and "..", which would name another resource, and for text that is not Unicode.
    """
    if value in ("", ".", ".."):
        raise ValueError("an id that is empty or made of dots cannot stand in a path")
    return _quoted(value)


def base(url: str) -> str:
    """Validates an account's base URL and removes a trailing slash.

    Raises:
        ValueError: it is no base URL, or one that httpx does not call.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "?" in url or "#" in url:
        raise ValueError("a vendor's base URL is http(s)://host, with or without a path")
    try:
        httpx.URL(url)
    except httpx.InvalidURL:
        # The message quotes the URL, which may contain a password.
        raise ValueError("a vendor's base URL has a host and port that are valid") from None
    return url.rstrip("/")


# Checked when the settings are read, so that the error names the variable.
BaseUrl: TypeAlias = Annotated[str, AfterValidator(base)]


def address(base_url: str, path: str, params: Params | None) -> str:
    """Joins base, path and query; the query is sorted, so that identical requests have identical URLs.

    Raises:
        CannotBeSent: it is too long, or a value is not Unicode.
    """
    # Without the slash, "@other.example" would turn our host into a user name.
    if not path.startswith("/") or "?" in path or "#" in path:
        raise ValueError("a path begins with a slash and has neither query nor fragment")
    url = f"{base_url}{path}"
    if params:
        pairs = [
            (name, value if isinstance(value, str) else _text(value))
            for name, value in sorted(params.items())
            if value is not None
        ]
        try:
            if not _UNRESERVED("".join(map("".join, pairs))):
                pairs = [(_quoted(name), _quoted(value)) for name, value in pairs]
        except UnicodeEncodeError:
            raise CannotBeSent("half of a character in the address") from None
        if pairs:
            url = f"{url}?{'&'.join(map('='.join, pairs))}"
    if len(url) > ADDRESS_AT_MOST:
        raise CannotBeSent(f"an address of more than {ADDRESS_AT_MOST} characters")
    return url


def _text(value: int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _quoted(text: str) -> str:
    return text if _UNRESERVED(text) else quote(text, safe="")


def sendable(headers: Mapping[str, str] | None) -> dict[str, str]:
    """The headers with names in lower case; Accept is JSON by default.

    Raises:
        CannotBeSent: they are too long, or contain invalid characters.
    """
    sent = {"accept": "application/json"}
    for name, value in (headers or {}).items():
        if not _HEADER_NAME(name):
            raise CannotBeSent("the name of a header")
        if not (value.isascii() and value.isprintable()):
            raise CannotBeSent(f"the value of header {name}")
        sent[name.lower()] = value
    # Each with a colon, a space and the end of its line.
    if sum(map(len, sent)) + sum(map(len, sent.values())) + 4 * len(sent) > HEADERS_AT_MOST:
        raise CannotBeSent(f"headers of more than {HEADERS_AT_MOST} bytes")
    return sent


def encoded(json: Any) -> bytes:
    """Encodes a JSON body.

    Raises:
        CannotBeSent: it is too long, or a text in it is not Unicode.
    """
    try:
        return bounded(msgspec.json.encode(json))
    except UnicodeEncodeError:
        raise CannotBeSent("half of a character in the body") from None


def bounded(body: bytes) -> bytes:
    """Returns a body unchanged.

    Raises:
        CannotBeSent: it is too long.
    """
    if len(body) > BODY_AT_MOST:
        raise CannotBeSent(f"a body of more than {BODY_AT_MOST} bytes")
    return body
