"""What may go out to a vendor: addresses that cannot be bent, headers that cannot be split. Pure."""

from collections.abc import Mapping
from typing import Annotated, TypeAlias
from urllib.parse import quote, urlencode, urlsplit

from pydantic import AfterValidator

Params: TypeAlias = Mapping[str, str | int | bool | None]


def segment(value: str) -> str:
    """Percent-encodes an id so that it stays one segment of a path.

    Raises:
        ValueError: for "", "." and "..", which would name another resource, and for text that is not Unicode.
    """
    if value in ("", ".", ".."):
        raise ValueError("an id that is empty or made of dots cannot stand in a path")
    return quote(value, safe="")


def base(url: str) -> str:
    """Checks an account's base URL and gives it without a trailing slash."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "?" in url or "#" in url:
        raise ValueError("a vendor's base URL is http(s)://host, with or without a path")
    return url.rstrip("/")


# Checked when the settings are read, so that a slip there names its variable.
BaseUrl: TypeAlias = Annotated[str, AfterValidator(base)]


def address(base_url: str, path: str, params: Params | None) -> str:
    """Joins base, path and query; the query is sorted, so that the same question is the same text."""
    # Without the slash, "@other.example" would turn our host into a user name.
    if not path.startswith("/") or "?" in path or "#" in path:
        raise ValueError("a path begins with a slash and has neither query nor fragment")
    pairs = sorted((name, _text(value)) for name, value in (params or {}).items() if value is not None)
    query = f"?{urlencode(pairs, quote_via=quote)}" if pairs else ""
    return f"{base_url}{path}{query}"


def _text(value: str | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def sendable(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Gives the headers with names in lower case, and asks for JSON unless told otherwise."""
    sent = {"accept": "application/json"}
    for name, value in (headers or {}).items():
        # Libraries repeat a header they refuse in their message, and it may be a credential.
        if not (value.isascii() and value.isprintable()):
            raise ValueError(f"the value of header {name} cannot be sent")
        sent[name.lower()] = value
    return sent
