"""Assigns the missing parts of one batch to the objects that were asked for. Pure."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from models.ids import Key
from models.vendor_problem import MissingPart
from vendors.missing_data import Identity, MissingItem, together

# A list without a readable row has thousands.
_TOLD_ONE_BY_ONE = 100
# Of a list that is read to find single things in it, a thing that was found lacks nothing.
_OF_OTHERS = frozenset({MissingPart.ROWS, MissingPart.BEYOND_LIMIT})


def shared_out(
    gaps: Iterable[MissingItem], answers: Mapping[Hashable, Any]
) -> dict[Hashable, Sequence[MissingItem]]:
    """What each answer of a batch lacks.

    A gap that was met while something was asked for belongs to its answer. Of any other it is not known whose it is: a
    row that could not be read may be what was not found, and nothing else.

    Args:
        answers: by the names of what was asked for: a key, or a key with what else tells calls apart.
    """
    told: dict[Hashable, list[MissingItem]] = {}
    meant: dict[Hashable, list[Hashable]] = {}
    for name in answers:
        for way in _ways_to_say(name):
            meant.setdefault(way, []).append(name)
    anybodys: list[MissingItem] = []
    for gap in gaps:
        own = {name for subject in gap.subjects for name in meant.get(subject, ())}
        if not own:
            anybodys.append(gap)
        for name in own:
            told.setdefault(name, []).append(gap)
    of_found = _condensed([gap for gap in anybodys if gap.problem.missing not in _OF_OTHERS])
    of_missing = _condensed(anybodys)
    for name, answer in answers.items():
        if others := of_missing if answer is None else of_found:
            told[name] = [*told.get(name, ()), *others]
    return dict(told)


def _condensed(gaps: Sequence[MissingItem]) -> Sequence[MissingItem]:
    """The gaps, or so many of them that each kind is told as one: every answer of the batch has them all."""
    if len(gaps) <= _TOLD_ONE_BY_ONE:
        return gaps
    source = Identity(gaps)
    return [MissingItem(problem, source) for problem in together(gap.problem for gap in gaps)]


def _ways_to_say(name: Hashable) -> frozenset[Hashable]:
    """A vendor's calls name things by their keys, or by ids out of these."""
    parts = name if isinstance(name, tuple) else (name,)
    key = next((part for part in parts if isinstance(part, Key)), None)
    return frozenset({name} if key is None else {name, key, *key.parts})
