"""Bounds of a text, a list or a number in an input, and the sentences that describe them."""

from dataclasses import dataclass

from models import ids


@dataclass(frozen=True, slots=True)
class Bounds:
    """The least and the most that are allowed; None for no limit.

    Attributes:
        least, most: both are allowed themselves.
    """

    least: int | None = None
    most: int | None = None

    def __str__(self) -> str:
        """The sentence for a count."""
        match self.least, self.most:
            case None, most:
                return f"at most {most:,}"
            case least, None:
                return f"at least {least:,}"
            case least, most:
                return f"{least:,} to {most:,}"

    @property
    def as_range(self) -> str:
        """The sentence for a number."""
        if self.least is None or self.most is None:
            return str(self)
        return f"between {self.least:,} and {self.most:,}"


def at_most(most: int) -> Bounds:
    return Bounds(most=most)


def at_least(least: int) -> Bounds:
    return Bounds(least=least)


def between(least: int, most: int) -> Bounds:
    return Bounds(least, most)


# The bounds of texts and lists that declare none. The vendors' own limits are narrower and are checked in their
# packages.
TEXT = at_most(1_000)
LIST = at_most(500)

GLOBAL_ID = at_most(ids.LONGEST)
VENDOR_ID = at_most(ids.PART_AT_MOST)
URL = at_most(2_048)
LONG_TEXT = at_most(10_000)
