"""Decodes a vendor's JSON, but refuses bodies that would take far more memory or time than their length. Pure.

A body of the maximum length may contain two million empty objects, for which Python needs thirty times that length; or
a few thousand numbers of a thousand digits, whose parsing is slow. The cost of a body is estimated from its bytes
before it is decoded, and is never much too low.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

import msgspec

# Shorter bodies are not estimated.
_SHORT: Final = 64 * 1024
# The memory limit of the decoded values in bytes, without their texts, which need about the body's length.
_MOST: Final = 24 * 1024 * 1024
# The memory that Python needs for a value and its reference, and for an object or list besides its values.
_VALUE, _OBJECT, _LIST = 72, 200, 80
# A text with one character outside of Unicode's basic plane needs four bytes for each character.
_WIDE = 40
_BELOW_WIDE = bytes(range(0xF0))
# The time to parse a number grows with the square of its digits.
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_LONGEST_NUMBER = b"0" * 1000
# An escaped surrogate pair, or half of one: a vendor that truncates a text may cut an emoji in half.
_SURROGATES = re.compile(
    rb"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(\\u[dD][c-fC-F][0-9a-fA-F]{2})?|[c-fC-F][0-9a-fA-F]{2})"
)
# More of them do not come from truncated texts.
_MOST_SURROGATES = 20_000
# How far back preceding backslashes are counted.
_BACKSLASHES = 1000


# Decodes a body to some type; raises ValueError or RecursionError if the body does not fit it.
Decode: TypeAlias = Callable[[bytes | bytearray], Any]


class TooLarge(ValueError):
    """The body is too large to decode; the message says why."""


def decoded(body: bytes | bytearray, typed: Decode | None = None) -> Any:
    """The value that a body stands for.

    Args:
        typed: tried first; it refuses a body that it is not for.

    Raises:
        TooLarge: decoding it would take too much memory or time.
        ValueError: it is no JSON, such as NaN or text that is not UTF-8.
        RecursionError: it is nested too deeply.
    """
    if len(body) > _SHORT:
        _check(body)
    if typed is not None:
        try:
            return typed(body)
        except (ValueError, RecursionError):
            # It is not as documented.
            pass
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        if not 0 < body.count(rb"\ud") + body.count(rb"\uD") <= _MOST_SURROGATES:
            raise
        return msgspec.json.decode(_SURROGATES.sub(_whole, body))


def is_unicode(body: bytes | bytearray) -> bool:
    """Whether the body is UTF-8, as all JSON is."""
    if body.isascii():
        return True
    decoder = getincrementaldecoder("utf-8")()
    try:
        for part in _parts(body):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _whole(found: re.Match[bytes]) -> bytes:
    """A pair unchanged; half a pair as the replacement character."""
    before = found.string[max(0, found.start() - _BACKSLASHES) : found.start()]
    # After an odd number of backslashes this one is escaped itself, so this is no escape sequence.
    is_escaped = (len(before) - len(before.rstrip(b"\\"))) % 2
    return found[0] if found[1] or is_escaped else rb"\ufffd"


def _check(body: bytes | bytearray) -> None:
    # No byte counts for more than an object does.
    if len(body) * _OBJECT > _MOST and _taken(body) > _MOST:
        raise TooLarge("more values than are worth reading")
    if any(_LONGEST_NUMBER in part.translate(_DIGITS) for part in _parts(body, overlap=len(_LONGEST_NUMBER))):
        raise TooLarge("numbers longer than any")


def _taken(body: bytes | bytearray) -> int:
    """The memory of the decoded values, without their texts."""
    # Delimiters inside of texts are counted, too; normal texts contain few of them.
    taken = body.count(b",") * _VALUE + body.count(b"{") * _OBJECT + body.count(b"[") * _LIST
    if not body.isascii():
        taken += sum(len(part.translate(None, _BELOW_WIDE)) for part in _parts(body)) * _WIDE
    return taken


def _parts(body: bytes | bytearray, *, overlap: int = 0) -> Iterator[bytes | bytearray]:
    """The body in parts, so that a translation of it needs little memory beside it."""
    return (body[start : start + _SHORT + overlap] for start in range(0, len(body), _SHORT))
