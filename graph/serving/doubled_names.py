"""Finds names that are given twice in an object of a JSON text, where a router may have judged the other value."""

import json
from collections.abc import Iterable
from typing import Any


class DoubledNames:
    """Finds names that an object has twice; of other names than these only the operation takes notice.

    Args:
        names: which names.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._names = tuple(names)
        self._quoted = tuple(f'"{name}"' for name in self._names)

    def find(self, text: str) -> str | None:
        """One of the names that an object of the text has more than once; None if there is none.

        Args:
            text: JSON that was decoded without errors.
        """
        # Nearly all texts have each name once, written in letters; the others are looked at closely.
        if "\\u" in text:
            return self._look(text)
        for quoted in self._quoted:
            if text.count(quoted) > 1:
                return self._look(text)
        return None

    def _look(self, text: str) -> str | None:
        found: list[str] = []

        def look(pairs: list[tuple[str, Any]]) -> None:
            if len(pairs) < 2:
                return
            here = [name for name, _ in pairs]
            if len(set(here)) < len(here):
                found.extend(name for name in self._names if here.count(name) > 1)

        # Numbers are of no interest, however long.
        json.loads(text, object_pairs_hook=look, parse_int=str, parse_float=str)
        return found[0] if found else None
