"""Decodes a token's segments strictly: canonical base64url, and JSON objects in which no name stands twice. Pure."""

import binascii
import json
from collections.abc import Sequence
from typing import Any, NoReturn

from joserfc.util import urlsafe_b64decode


class NotStrict(ValueError):
    """A segment is not what it should be; the message holds nothing of it."""


def decode(segment: str) -> dict[str, Any]:
    """The JSON object of a segment.

    Raises:
        NotStrict: it is anything else, or ambiguous.
    """
    try:
        found = json.loads(
            # From bytes it would take UTF-16 and UTF-32, too, and a byte order mark.
            urlsafe_b64decode(segment.encode("ascii")).decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_constant=_refuse,
        )
    except (ValueError, binascii.Error, RecursionError):
        # The message of another parser would quote the token.
        raise NotStrict("no strict JSON") from None
    if not isinstance(found, dict):
        raise NotStrict("no object")
    return found


def _once_each(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("a name stands twice")
    return found


def _refuse(_: str) -> NoReturn:
    raise NotStrict("no number of JSON")
