"""Tells where a JSON text is malformed, by line and column, and repeats nothing of it. Pure."""

import re

# What msgspec says of all errors but a text that ends early.
_BYTE = re.compile(r"\(byte (\d+)\)$")


def place_of(error: Exception, text: bytes) -> str:
    """The line and the column, counted from 1, in which a text cannot be read any further.

    Args:
        error: what msgspec or the decoding of UTF-8 raised.
        text: what was decoded, in UTF-8.
    """
    before = text[: _byte_of(error, len(text))]
    lines = before.split(b"\n")
    # A column is a character; of one that is no UTF-8 nothing stands before it.
    return f"line {len(lines)}, column {len(lines[-1].decode('utf-8', 'ignore')) + 1}"


def _byte_of(error: Exception, end: int) -> int:
    if isinstance(error, UnicodeDecodeError):
        return error.start
    told = _BYTE.search(str(error))
    return int(told[1]) if told else end
