"""Parses the headers Accept and Accept-Encoding (RFC 9110, 12.5)."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")
# A quoted string may hold the characters that separate; one that is never closed lasts until the end.
_QUOTED = r'"(?:\\.|[^"\\])*"?'
_ELEMENT = re.compile(rf'(?:[^,"]|{_QUOTED})+')
_PART = re.compile(rf'(?:[^;"]|{_QUOTED})+')


class _Element(NamedTuple):
    """One element of a list; its parameters without the quality."""

    name: str
    parameters: Mapping[str, str]
    quality: float


class Accept:
    """The media types that a client accepts.

    Types are in lower case. A type with parameters (`multipart/mixed;subscriptionspec=1.0`) is matched only by a range
    that has the same parameters; other parameters of a range are ignored.

    Args:
        header: the header's text; an empty one accepts everything.
    """

    def __init__(self, header: str) -> None:
        self._ranges = _elements(header) or [_element("*/*")]

    def names(self, media_type: str) -> bool:
        """Whether the type is listed by name, and not only matched by a wildcard."""
        return self._named(media_type) > 0.0

    def quality(self, media_type: str) -> float:
        """The quality of the type, 0 to 1: that of the most specific range that matches it."""
        family = media_type.partition("/")[0]
        found = (self._named(name) for name in (media_type, f"{family}/*", "*/*"))
        return next((quality for quality in found if quality >= 0.0), 0.0)

    def best(self, *media_types: str) -> str | None:
        """The listed type with the highest quality; of equals the first in the header."""
        named = [each for each in media_types if self.names(each)]
        return max(named, key=lambda each: (self._named(each), -self._place(each)), default=None)

    def _named(self, media_type: str) -> float:
        # One type may be listed twice, with different parameters that are ignored here.
        return max((each.quality for each in self._ranges if _means(each, media_type)), default=-1.0)

    def _place(self, media_type: str) -> int:
        return next(place for place, each in enumerate(self._ranges) if _means(each, media_type))


def coding(header: str, ours: Iterable[str]) -> str | None:
    """The content coding to use, from those that we support; None for no compression.

    Args:
        header: the text of Accept-Encoding; an empty one gets no compression.
        ours: the names of the codings that we support; on a tie the first is used.
    """
    weights = {each.name: each.quality for each in sorted(_elements(header), key=lambda each: each.quality)}
    every = weights.get("*", 0.0)
    best = max(ours, key=lambda name: weights.get(name, every), default=None)
    wanted = weights.get(best, every) if best else 0.0
    # `identity` is acceptable unless it is excluded, but a client that lists a coding prefers that.
    return best if wanted and wanted >= weights.get("identity", 0.0) else None


def _elements(header: str) -> list[_Element]:
    # Empty elements of a list count for nothing (RFC 9110, 5.6.1).
    return [_element(text) for text in _ELEMENT.findall(header.lower()) if text.strip()]


def _element(text: str) -> _Element:
    name, *rest = (part.strip() for part in _PART.findall(text) or [""])
    parameters: dict[str, str] = {}
    for part in rest:
        parameter, _, value = part.partition("=")
        parameters.setdefault(parameter.strip(), value.strip())
    quality = parameters.pop("q", "1")
    # A malformed quality refuses its element.
    wanted = float(quality) if _QUALITY.fullmatch(quality) else 0.0
    return _Element(name, {each: _unquoted(value) for each, value in parameters.items()}, wanted)


def _means(range_: _Element, media_type: str) -> bool:
    name, *needed = media_type.split(";")
    return range_.name == name and all(
        range_.parameters.get(parameter) == value
        for parameter, _, value in (each.partition("=") for each in needed)
    )


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value
