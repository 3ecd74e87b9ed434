"""Ids of 23 characters, as most of the vendor's examples print them: ours without their first digit."""

import re
from typing import Any

_FIRST_DIGIT = "6"
_FULL = re.compile(r"6[0-9a-f]{23}")
_SHORT = re.compile(r"[0-9a-f]{23}")


def shortened(value: Any) -> Any:
    """Goes through a payload and takes the first digit off every object id."""
    return _each(value, lambda text: text[1:] if _FULL.fullmatch(text) else text)


def lengthened(value: Any) -> Any:
    """Goes through a request and gives short ids their first digit back."""
    return _each(value, lambda text: _FIRST_DIGIT + text if _SHORT.fullmatch(text) else text)


def _each(value: Any, change: Any) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each(entry, change) for entry in value]
    if isinstance(value, dict):
        return {key: _each(entry, change) for key, entry in value.items()}
    return value
