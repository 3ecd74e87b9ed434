"""Writes words as a list in a sentence."""

from collections.abc import Sequence


def listed(words: Sequence[str], conjunction: str = "and") -> str:
    """The words as a list, such as «a, b and c».

    Args:
        words: at least one.
    """
    *others, last = words
    return f"{', '.join(others)} {conjunction} {last}" if others else last
