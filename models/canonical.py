"""A write's input as JSON can say it: what tells one input from another, the same in every version of this gateway."""

from typing import Any

import msgspec


def canonical(draft: Any) -> Any:
    """What is asked for, without what only says whose it is.

    A key of a first account reads as keys did before accounts were told apart: digests of it are kept for days.
    """
    return _told(msgspec.to_builtins(draft, str_keys=True))


def _told(value: Any) -> Any:
    match value:
        case {"kind": kind, "account": [_, vendor, name], "parts": parts}:
            return {"kind": kind, "vendor": f"{vendor}/{name}" if name else vendor, "parts": parts}
        case dict():
            return {name: _told(part) for name, part in value.items()}
        case list() | tuple():
            return [_told(part) for part in value]
        case _:
            return value
