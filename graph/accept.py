"""Reads the headers that say what a client takes: Accept and Accept-Encoding (RFC 9110, 12.5)."""

import re
from collections.abc import Iterable

_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class Accept:
    """What a client is ready to take.

    Args:
        header: the header's text; an empty one takes anything.
    """

    def __init__(self, header: str) -> None:
        self._ranges = _weights(header) or {"*/*": 1.0}

    def names(self, media_type: str) -> bool:
        """Whether the type is asked for by its own name, not just covered by a wildcard."""
        return self._ranges.get(media_type, 0.0) > 0.0

    def quality(self, media_type: str) -> float:
        """How much the type is wanted, 0 to 1: the quality of the most specific range that covers it."""
        family = media_type.partition("/")[0]
        covering = (media_type, f"{family}/*", "*/*")
        return next((self._ranges[name] for name in covering if name in self._ranges), 0.0)


def coding(header: str, ours: Iterable[str]) -> str | None:
    """The content coding to send, of those that we have, best first; None for the plain answer.

    Args:
        header: the text of Accept-Encoding; an empty one gets the plain answer.
        ours: the names of the codings that we have; on a tie the first is taken.
    """
    weights = _weights(header)
    every = weights.get("*", 0.0)
    best = max(ours, key=lambda name: weights.get(name, every), default=None)
    wanted = weights.get(best, every) if best else 0.0
    # Plain is always acceptable where nothing is said of it, but whoever names a coding asks for it.
    return best if wanted and wanted >= weights.get("identity", 0.0) else None


def _weights(header: str) -> dict[str, float]:
    """Each element of the list with its quality; parameters make no difference here."""
    found: dict[str, float] = {}
    # Empty elements of a list count for nothing (RFC 9110, 5.6.1).
    for element in filter(str.strip, header.lower().split(",")):
        name, *parameters = (part.strip() for part in element.split(";"))
        quality = next((part[2:].strip() for part in parameters if part.startswith("q=")), "1")
        # A malformed quality refuses its element.
        wanted = float(quality) if _QUALITY.fullmatch(quality) else 0.0
        # One name may be there twice, with different parameters.
        found[name] = max(wanted, found.get(name, 0.0))
    return found
