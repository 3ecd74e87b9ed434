"""Decodes a vendor's JSON, but refuses bodies that would take far more memory or time than their length. Pure.

A body of the greatest length that is allowed may hold two million empty objects, for which Python takes thirty times
that length; or a few thousand numbers of a thousand digits, which take longer to read than anything else. What a body
would become is reckoned from its bytes before it is decoded, never too low by much.
"""

import re
from typing import Any, Final

import msgspec

# Below this length nothing is worth reckoning.
_SHORT: Final = 64 * 1024
# What the decoded values may take, in bytes; the texts in them come on top, at the body's own length.
_MOST: Final = 24 * 1024 * 1024
# What Python takes for a value and its place, and for what an object or a list needs besides its values.
_VALUE, _OBJECT, _LIST = 72, 200, 80
# A text with a single letter outside of Unicode's first plane takes four bytes for each letter.
_WIDE = 40
_BELOW_WIDE = bytes(range(0xF0))
# The time that a number takes grows with the square of its digits.
_DIGITS = bytes.maketrans(b"123456789", b"0" * 9)
_LONGEST_NUMBER = b"0" * 1000
# A surrogate pair, or half of one, as JSON escapes them: a vendor that cuts a text at so many letters may cut an emoji.
_SURROGATES = re.compile(
    rb"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(\\u[dD][c-fC-F][0-9a-fA-F]{2})?|[c-fC-F][0-9a-fA-F]{2})"
)
# More of them than that are no texts that were cut.
_MOST_SURROGATES = 20_000
# How far back is looked for the backslashes that a backslash may belong to.
_BACKSLASHES = 1000


class TooLarge(ValueError):
    """It is not worth decoding; says why."""


def decoded(body: bytes | bytearray) -> Any:
    """The value that a body stands for.

    Raises:
        TooLarge: it would take too much.
        ValueError: it is no JSON: not UTF-8, NaN.
        RecursionError: it is nested beyond reason.
    """
    if len(body) > _SHORT:
        _check(body)
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        if not 0 < body.count(rb"\ud") + body.count(rb"\uD") <= _MOST_SURROGATES:
            raise
        return msgspec.json.decode(_SURROGATES.sub(_whole, body))


def _whole(found: re.Match[bytes]) -> bytes:
    """A pair as it is; for half of one the sign that stands for what cannot be read."""
    before = found.string[max(0, found.start() - _BACKSLASHES) : found.start()]
    # After an odd number of backslashes this one is escaped itself: these are letters that spell an escape.
    is_escaped = (len(before) - len(before.rstrip(b"\\"))) % 2
    return found[0] if found[1] or is_escaped else rb"\ufffd"


def _check(body: bytes | bytearray) -> None:
    # Signs inside of texts are counted as well; no text that people write is full of them.
    taken = body.count(b",") * _VALUE + body.count(b"{") * _OBJECT + body.count(b"[") * _LIST
    if not body.isascii():
        taken += len(body.translate(None, _BELOW_WIDE)) * _WIDE
    if taken > _MOST:
        raise TooLarge("more values than are worth reading")
    if _LONGEST_NUMBER in body.translate(_DIGITS):
        raise TooLarge("numbers longer than any")
