"""Collects the missing parts of a response, so that the response can report them.

Code that builds a response which can report missing data opens `collecting_missing_data`; code that cannot read
something calls `note_missing`. The outermost collection is the operation's.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextvars import ContextVar, Token
from dataclasses import dataclass
from operator import attrgetter
from typing import Final

import msgspec

from models.vendor import Vendor
from models.vendor_problem import MissingPart, VendorProblem
from models.view import with_changes


@dataclass(frozen=True, slots=True, repr=False)
class MissingItem:
    """One thing that is missing.

    Attributes:
        problem: the missing part, the reason and the number.
        source: what could not be read; the same source counts once, however often it is read.
        subjects: the items that were being loaded, from the innermost out.
    """

    problem: VendorProblem
    source: Hashable
    subjects: tuple[Hashable, ...] = ()


class MissingData(msgspec.Struct):
    """The missing data of one response."""

    _found: dict[Hashable, MissingItem] = {}

    def __repr__(self) -> str:
        return f"<MissingData of {len(self._found)} items>"

    def __iter__(self) -> Iterator[MissingItem]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, gap: MissingItem) -> None:
        """Adds an item; the same source counts once."""
        problem = gap.problem
        self._found.setdefault(
            (problem.vendor, problem.account, problem.missing, problem.message, gap.source), gap
        )

    def extend(self, gaps: "Iterable[MissingItem] | MissingData") -> None:
        if isinstance(gaps, MissingData):
            # For thousands of items the keys are reused and not computed again.
            known = self._found.copy()
            self._found |= gaps._found
            self._found |= known
            return
        for gap in gaps:
            self.add(gap)

    def take(self) -> "Sequence[MissingItem]":
        """The items, which are not in it any more."""
        found = tuple(self._found.values())
        self._found.clear()
        return found

    def problems(self) -> tuple[VendorProblem, ...]:
        """The problems, each kind once with its total number."""
        return together(gap.problem for gap in self)


class Identity:
    """Compares an object by identity, and keeps it alive, so that its id is not reused."""

    __slots__ = ("held",)

    def __init__(self, held: object) -> None:
        self.held = held

    def __hash__(self) -> int:
        return id(self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and other.held is self.held


_RANKS = {vendor: rank for rank, vendor in enumerate(Vendor)}
_RANKS_OF_PARTS = {part: rank for rank, part in enumerate(MissingPart)}
# All attributes except the number and the fields.
_kind = attrgetter("vendor", "account", "code", "message", "retryable", "retry_after_ms", "missing")

_current: ContextVar[MissingData | None] = ContextVar("gaps", default=None)


# The innermost open collection; None if there is none.
current_missing_data: Final[Callable[[], MissingData | None]] = _current.get


def note_missing(problem: VendorProblem, source: Hashable, *about: Hashable) -> None:
    """Adds missing data to the current response.

    Args:
        source: what could not be read; it counts once.
        about: the object that lacks it, if it is known.
    """
    gaps = current_missing_data()
    if gaps is not None:
        gaps.add(MissingItem(problem, source, about))


def pass_on(gaps: Iterable[MissingItem], *about: Hashable) -> None:
    """Adds the items of an inner collection to the outer one.

    Args:
        about: the object that was being loaded, if there are several.
    """
    if isinstance(gaps, MissingData) and not gaps._found:
        return
    outer = current_missing_data()
    if outer is not None:
        outer.extend((with_changes(gap, subjects=(*gap.subjects, *about)) for gap in gaps) if about else gaps)


class Collecting:
    """The context manager of `collecting_missing_data`; as a class, because many are opened for each row of a list."""

    __slots__ = ("_token",)

    _token: Token[MissingData | None]

    def __enter__(self) -> MissingData:
        gaps = MissingData()
        self._token = _current.set(gaps)
        return gaps

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)


# Collects the missing data that is noted inside, including tasks started there, without passing it on.
collecting_missing_data: Final = Collecting


def together(problems: Iterable[VendorProblem]) -> tuple[VendorProblem, ...]:
    """The problems in the vendors' order; those that differ only in number or fields are combined."""
    kinds: dict[Hashable, list[VendorProblem]] = {}
    for problem in problems:
        kinds.setdefault(_kind(problem), []).append(problem)
    if not kinds:
        return ()
    return tuple(
        sorted(
            map(_one, kinds.values()),
            key=lambda one: (
                _RANKS[one.vendor],
                one.account or "",
                _RANKS_OF_PARTS[one.missing],
                one.message,
            ),
        )
    )


def _one(alike: Sequence[VendorProblem]) -> VendorProblem:
    counts = [problem.count for problem in alike if problem.count is not None]
    return with_changes(
        alike[0],
        count=sum(counts) if len(counts) == len(alike) else None,
        fields=tuple(sorted({name for problem in alike for name in problem.fields})),
    )
