"""Records how one account's responses differ from the contract: by paths, counts and times, never by values."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from threading import Lock
from typing import Any

from models.drift import Drift, DriftKind
from vendors.fields import documented_fields, nested_fields
from vendors.payload import Row

# A documented field that is in none of so many objects is missing.
_ENOUGH = 50
# Of a response that is looked at, an object of each class is, and one of so many after it; all of the first ones.
_FIRST, _ONE_OF = 64, 256
# Of lists that could be decoded straight into payloads, where nothing unknown is seen, one of so many is not.
_ONE_ANSWER_OF = 16
# Of responses with single objects of a class, one of so many is looked at, if nothing unknown was in the first ones.
_ONE_OBJECT_OF = 8

_MOST_PATHS = 300
_MOST_NAMES = 20
# So many sets of names are remembered of each class at each place, in which nothing is unknown.
_MOST_KNOWN = 16
# The place of a name that may be a value, as in a map whose keys are ids, and of the names beyond a limit.
_ANY = "*"
# No documented name has four digits in a row; PINs, telephone numbers and ids have.
_NAME = re.compile(r"(?![^\n]*[0-9]{4})[A-Za-z_][A-Za-z0-9_.-]{0,63}", re.ASCII)


@dataclass(slots=True)
class _Sightings:
    count: int
    last_at: datetime


@dataclass(slots=True)
class _Shape:
    """What came of one class of objects at one place of the responses.

    Attributes:
        known: the names of whole objects that are all documented and in `came`: there is nothing to compare in another
            object with the same names, which takes a tenth of the time.
    """

    looked_at: int = 0
    answers_passed: int = 0
    objects_passed: int = 0
    last_at: datetime | None = None
    came: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    known: set[frozenset[str]] = field(default_factory=set)


class DriftRecord:
    """The drift of one account since the start of the process. Safe to use from the account's worker thread, too.

    Args:
        now: aware, in UTC.

    Attributes:
        totals: how many sightings there were of each kind; never decreases, for metrics. A missing field is none, as it
            is the absence of a sighting.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = Lock()
        self._found: dict[tuple[str, DriftKind], _Sightings] = {}
        self._shapes: dict[tuple[str, type[Row]], _Shape] = {}
        self.totals: Counter[DriftKind] = Counter()

    def unreadable(self, path: str) -> None:
        """Counts a field whose value cannot be read."""
        with self._lock:
            self._count(DriftKind.UNREADABLE_FIELD, path)

    def unknown_word(self, path: str) -> None:
        """Counts a word that the field's documentation does not list."""
        with self._lock:
            self._count(DriftKind.UNKNOWN_WORD, path)

    def look_at(self, value: Any, kind: type[Row], place: str, *, is_due: bool = True) -> int:
        """Compares the names in an object with those that are documented.

        Args:
            value: any decoded JSON.
            kind: the payload that is expected.
            place: the path of the object, ending in a dot.
            is_due: whether it is looked at in any case.

        Returns:
            How many objects of this class may pass before the next one is looked at.
        """
        with self._lock:
            if not is_due and self._may_pass(kind, place):
                return _ONE_OF
            if isinstance(value, dict):
                self._look_at(value, kind, place, self._now())
            shape = self._shapes.get((place, kind))
            return _ONE_OF if shape is not None and shape.looked_at >= _FIRST else 0

    def is_answer_due(self, kind: type[Row], place: str) -> bool:
        """Whether an answer is to be read so that its objects can be looked at; args as `look_at`."""
        with self._lock:
            shape = self._shapes.get((place, kind))
            if shape is None or shape.looked_at < _FIRST:
                return True
            shape.answers_passed = (shape.answers_passed + 1) % _ONE_ANSWER_OF
            return shape.answers_passed == 0

    def found(self) -> tuple[Drift, ...]:
        """All drift, in the order of the paths."""
        with self._lock:
            seen = {
                key: Drift(path=key[0], kind=key[1], count=one.count, last_seen_at=one.last_at)
                for key, one in self._found.items()
            }
            seen |= {(one.path, one.kind): one for one in self._missing()}
        ordered = sorted(seen.values(), key=lambda one: (one.path, one.kind.value))
        return tuple(ordered[:_MOST_PATHS])

    def _may_pass(self, kind: type[Row], place: str) -> bool:
        shape = self._shapes.get((place, kind))
        if shape is None or shape.looked_at < _FIRST or shape.unknown:
            return False
        shape.objects_passed = (shape.objects_passed + 1) % _ONE_OBJECT_OF
        return shape.objects_passed > 0

    def _look_at(self, value: Mapping[str, Any], kind: type[Row], place: str, now: datetime) -> None:
        shape = self._shapes.get((place, kind))
        if shape is None:
            shape = self._shapes[place, kind] = _Shape()
        shape.looked_at += 1
        shape.last_at = now
        names = frozenset(value)
        if names not in shape.known:
            self._compare(names, shape, kind, place)
        # Of lists and maps one object is enough.
        for wire, part, entry in _parts_of(kind):
            came = value.get(wire)
            if not came:
                continue
            if isinstance(came, list) and entry is not None:
                if isinstance(first := came[0], dict):
                    self._look_at(first, entry, f"{place}{wire}[].", now)
            elif isinstance(came, dict) and part is not None:
                self._look_at(came, part, f"{place}{wire}.", now)

    def _compare(self, names: frozenset[str], shape: _Shape, kind: type[Row], place: str) -> None:
        documented = documented_fields(kind)
        shape.came |= names & documented.keys()
        others = names - documented.keys() - kind.not_read
        for name in others:
            known = shape.unknown
            if name not in known and (len(known) >= _MOST_NAMES or not _NAME.fullmatch(name)):
                name = _ANY
            else:
                known.add(name)
            self._count(DriftKind.UNKNOWN_FIELD, place + name)
        if not others and len(shape.known) < _MOST_KNOWN:
            shape.known.add(names)

    def _count(self, kind: DriftKind, path: str) -> None:
        self.totals[kind] += 1
        now = self._now()
        found = self._found.get((path, kind))
        if found is None:
            # Of each kind there may be one more, for the rest.
            if len(self._found) >= _MOST_PATHS - len(DriftKind):
                path = _ANY
            found = self._found.setdefault((path, kind), _Sightings(0, now))
        found.count += 1
        found.last_at = now

    def _missing(self) -> list[Drift]:
        return [
            Drift(
                path=place + name,
                kind=DriftKind.MISSING_FIELD,
                count=shape.looked_at,
                last_seen_at=shape.last_at,
            )
            for (place, kind), shape in self._shapes.items()
            if shape.looked_at >= _ENOUGH and shape.last_at is not None
            for name, is_usual in documented_fields(kind).items()
            if is_usual and name not in shape.came
        ]


@cache
def _parts_of(kind: type[Row]) -> Sequence[tuple[str, type[Row] | None, type[Row] | None]]:
    """The fields of a payload with other payloads in them: the vendor's name, the payload alone and that in a list."""
    return tuple(
        (each.wire, each.expected.struct, each.expected.entry_struct) for each in nested_fields(kind)
    )
