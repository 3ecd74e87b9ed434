"""Reads the Accept header (RFC 9110, 12.5.1)."""

import re

_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class Accept:
    """What a client is ready to take.

    Args:
        header: the header's text; an empty one takes anything.
    """

    def __init__(self, header: str) -> None:
        self._ranges: dict[str, float] = {}
        # Empty elements of a list count for nothing (RFC 9110, 5.6.1).
        elements = [element for element in header.lower().split(",") if element.strip()]
        for element in elements or ["*/*"]:
            media_range, *parameters = (part.strip() for part in element.split(";"))
            quality = next((part[2:].strip() for part in parameters if part.startswith("q=")), "1")
            # A malformed quality refuses its range.
            wanted = float(quality) if _QUALITY.fullmatch(quality) else 0.0
            # One type may be there twice, with different parameters that make no difference here.
            self._ranges[media_range] = max(wanted, self._ranges.get(media_range, 0.0))

    def names(self, media_type: str) -> bool:
        """Whether the type is asked for by its own name, not just covered by a wildcard."""
        return self._ranges.get(media_type, 0.0) > 0.0

    def quality(self, media_type: str) -> float:
        """How much the type is wanted, 0 to 1: the quality of the most specific range that covers it."""
        family = media_type.partition("/")[0]
        covering = (media_type, f"{family}/*", "*/*")
        return next((self._ranges[name] for name in covering if name in self._ranges), 0.0)
