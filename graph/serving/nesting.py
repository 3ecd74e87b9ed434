"""Measures how deep a JSON text is nested, without decoding it."""

import re

# Strings are skipped; one without an end reaches to the end of the text.
_PARTS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def is_deeper_than(levels: int, text: str) -> bool:
    """Whether lists and objects are nested in more than so many levels."""
    if text.count("[") + text.count("{") <= levels:
        return False
    depth = 0
    for part in _PARTS.finditer(text):
        match part[0]:
            case "[" | "{":
                depth += 1
                if depth > levels:
                    return True
            case "]" | "}":
                depth -= 1
    return False
