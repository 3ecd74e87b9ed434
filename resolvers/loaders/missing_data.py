"""Assigns the missing parts of one batch to the objects that were asked for."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from models.ids import Key
from models.vendor_problem import MissingPart
from vendors.missing_data import Identity, MissingItem, together
from vendors.views import unreadable_fields

# A list in which no row is readable has thousands.
_TOLD_ONE_BY_ONE = 100
# If a list was read to find single objects, an object that was found is complete.
_OF_OTHERS = frozenset({MissingPart.ROWS, MissingPart.BEYOND_LIMIT})


def shared_out(
    gaps: Iterable[MissingItem], answers: Mapping[Hashable, Any]
) -> dict[Hashable, Sequence[MissingItem]]:
    """The missing data of each result of a batch.

    Missing data that was noted for an item belongs to its result. Other missing data cannot be assigned: an unreadable
    row may be an item that was not found, but none that was found.

    Args:
        answers: by item: a key, or a key with what else distinguishes calls.
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


def unreadable_of_each(answers: Mapping[Hashable, Any]) -> dict[Hashable, Sequence[MissingItem]]:
    """What cannot be read of the fields that the operation selects, by those results that lack something."""
    if not unreadable_fields(answers.values()):
        return {}
    # All are translated now, and each notes again what it lacks.
    told = {name: tuple(unreadable_fields((answer,))) for name, answer in answers.items()}
    return {name: gaps for name, gaps in told.items() if gaps}


def _condensed(gaps: Sequence[MissingItem]) -> Sequence[MissingItem]:
    """The missing data, each kind once if there is much of it, because every result of the batch reports all of it."""
    if len(gaps) <= _TOLD_ONE_BY_ONE:
        return gaps
    source = Identity(gaps)
    return [MissingItem(problem, source) for problem in together(gap.problem for gap in gaps)]


def _ways_to_say(name: Hashable) -> frozenset[Hashable]:
    """The names that a vendor's call may use for an item: its key, or ids in the key."""
    parts = name if isinstance(name, tuple) else (name,)
    key = next((part for part in parts if isinstance(part, Key)), None)
    return frozenset({name} if key is None else {name, key, *key.parts})
