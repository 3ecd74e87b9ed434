"""Removes from log records what must not be in any log: the last step, whoever wrote the record. Pure."""

import re
from collections.abc import Mapping
from typing import Any

REDACTED = "[redacted]"

_SECRET = r"pins?|pass(?:word|code|phrase)s?|pwd|[\w-]*tokens?|secrets?|keys?|licen[cs]e|"
_SECRET += r"authorization|credentials?|cookies?|(?:join|dial|host)[_-]?(?:url|link|number)s?"
_SECRET_KEY = re.compile(rf"(?:[\w-]*[_-])?(?:{_SECRET})", re.IGNORECASE)
# Of camelCase names.
_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_IN_TEXT = (
    # The user, the password and the query of a URL.
    (re.compile(r"([a-z][a-z0-9+.-]*://)[^\s/@'\"]*@", re.IGNORECASE), rf"\1{REDACTED}@"),
    (re.compile(r"([a-z][a-z0-9+.-]*://[^\s?#'\"]*)[?#][^\s'\"]*", re.IGNORECASE), rf"\1?{REDACTED}"),
    (re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]+", re.IGNORECASE), rf"\1 {REDACTED}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)*"), REDACTED),
    (
        re.compile(
            rf"(?<![\w-])(\"?'?(?:[\w-]*[_-])?(?:{_SECRET})\"?'?\s*[=:]\s*)(?!\[redacted\])"
            r"(\"[^\"]*\"|'[^']*'|(?:bearer |basic )?[^\s,;&)}\]]+)",
            re.IGNORECASE,
        ),
        rf"\1{REDACTED}",
    ),
)


def redacted(text: str) -> str:
    """A text without tokens, URLs' queries and values of parameters whose names say that they are secret."""
    for pattern, instead in _IN_TEXT:
        text = pattern.sub(instead, text)
    return text


def without_secrets(value: Any) -> Any:
    """A value without the secrets in it, at any depth."""
    if isinstance(value, str):
        return redacted(value)
    if isinstance(value, Mapping):
        return {
            str(key): REDACTED if _is_secret(str(key)) else without_secrets(each)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [without_secrets(each) for each in value]
    # What an object prints is its own; numbers and the like are no secrets without a secret's name.
    return value if value is None or isinstance(value, bool | int | float) else redacted(str(value))


def _is_secret(key: str) -> bool:
    return _SECRET_KEY.fullmatch(_BOUNDARY.sub("_", key)) is not None
