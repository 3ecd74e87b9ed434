"""Shares out what one batch of answers lacks among the things that were asked for. Pure."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from models.ids import Key
from models.vendor_problem import MissingPart
from vendors.gaps import Gap

# Of a list that is read to find single things in it, a thing that was found lacks nothing.
_OF_OTHERS = frozenset({MissingPart.ROWS, MissingPart.BEYOND_LIMIT})


def shared_out(gaps: Iterable[Gap], answers: Mapping[Hashable, Any]) -> dict[Hashable, Sequence[Gap]]:
    """What each answer of a batch lacks.

    A gap that was met while something was asked for belongs to its answer. Of any other it is not known whose it is: a
    row that could not be read may be what was not found, and nothing else.

    Args:
        answers: by the names of what was asked for: a key, or a key with what else tells calls apart.
    """
    told: dict[Hashable, list[Gap]] = {}
    names = {name: _ways_to_say(name) for name in answers}
    for gap in gaps:
        own = [name for name, ways in names.items() if not ways.isdisjoint(gap.subjects)]
        if not own:
            is_of_others = gap.problem.missing in _OF_OTHERS
            own = [name for name, answer in answers.items() if answer is None or not is_of_others]
        for name in own:
            told.setdefault(name, []).append(gap)
    return dict(told)


def _ways_to_say(name: Hashable) -> frozenset[Hashable]:
    """A vendor's calls name things by their keys, or by ids out of these."""
    parts = name if isinstance(name, tuple) else (name,)
    key = next((part for part in parts if isinstance(part, Key)), None)
    return frozenset({name} if key is None else {name, key, *key.parts})
