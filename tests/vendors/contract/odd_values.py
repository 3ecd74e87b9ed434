"""Values that no field should have, in the shapes in which they come."""

from typing import Any

# The text is what half a pair of surrogates is decoded to.
OBJECT, LIST, NUMBER, TEXT = {"a": [1]}, [[1], {}], 10**400, "\ufffd"
# These have the type of a time or a number, and mean nothing where one is expected.
NO_DAY, HALF, BEYOND = "2024-02-30T10:00:00.000Z", 1.5, 3_000_000_000
WRONG: list[Any] = [OBJECT, LIST, NUMBER, TEXT, True, NO_DAY, HALF, BEYOND]
# What a field of words may have that has any text as a word.
WORD = (TEXT, NO_DAY, HALF, BEYOND)
