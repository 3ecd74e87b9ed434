"""Persisted queries: finds the text of an operation by its hash (Apollo's automatic persisted queries).

No texts are stored by hash yet, so a hash without a text is answered with `PersistedQueryNotFound`, and clients then
send the text. `PersistedQueryNotSupported` would save these repeated requests, but only Apollo's and urql's web clients
send the text after it: Apollo Kotlin fails permanently, and Apollo iOS does not know the code.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from models.error_code import ErrorCode
from models.errors import BadInput, MeetgraphError

_VERSION = 1


class PersistedQueryNotFound(MeetgraphError):
    """No text is known for a hash; clients recognise the message as well as the code."""

    code = ErrorCode.PERSISTED_QUERY_NOT_FOUND

    def __init__(self) -> None:
        super().__init__("PersistedQueryNotFound")


def is_named(extensions: Mapping[str, Any] | None) -> bool:
    """Whether a request names its operation by a hash."""
    named = (extensions or {}).get("persistedQuery")
    return isinstance(named, Mapping) and named.get("sha256Hash") is not None


def text(query: str | None, extensions: Mapping[str, Any] | None) -> str:
    """The text to run; empty where the request has neither text nor hash.

    Args:
        query: the text that the request carries.
        extensions: those of the request, with the hash under `persistedQuery`.

    Raises:
        PersistedQueryNotFound: the request has only a hash, and its text is not known.
        BadInput: the hash cannot be read, or is another text's.
    """
    if extensions is None or not is_named(extensions):
        return query or ""
    wanted = _sha256(extensions["persistedQuery"])
    if not query:
        raise PersistedQueryNotFound
    if hashlib.sha256(query.encode(errors="surrogatepass")).hexdigest() != wanted:
        raise BadInput("The hash in `extensions.persistedQuery` is not the hash of the `query`.")
    return query


def _sha256(named: Mapping[str, Any]) -> str:
    version, digest = named.get("version"), named["sha256Hash"]
    if version != _VERSION or not isinstance(digest, str):
        raise BadInput(
            f"`extensions.persistedQuery` needs `version`, which is {_VERSION}, and `sha256Hash`, a text."
        )
    return digest.lower()
