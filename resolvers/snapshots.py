"""Caches a snapshot of a list for pagination, if the rows can be sorted only after all pages were read.

The list of a vendor without an order must be read completely before its first row is known. So that a client that
paginates through it pays for that once, its rows are cached while it continues: in this process only, for one caller,
without secrets, and until the next write at its account. A client that starts a list again never gets the cached rows;
one that continues at another gateway pays once there.
"""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from models.account import Account
from models.caller import Caller
from models.vendor_problem import VendorProblem
from models.view import with_changes

# How long a snapshot is kept after its last use, and in total, in seconds.
IDLE_SECONDS = 60.0
LIFE_SECONDS = 600.0
# The limit of all snapshots together.
ROWS_AT_MOST = 20_000


@dataclass(frozen=True, slots=True, repr=False)
class Snapshot:
    """One vendor's rows in order, and what was missing when they were read.

    Attributes:
        rows: each with its order key.
        at: no row is older than this time.
    """

    rows: Sequence[tuple[tuple[int, int], Any]]
    problems: tuple[VendorProblem, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True, repr=False)
class _Held:
    snapshot: Snapshot
    since: float
    used: float


class ListName(NamedTuple):
    """Which list a snapshot is of.

    Attributes:
        caller: who reads it; a snapshot is never another's.
        account: whose rows it has.
        filter: a hash of the filter and the order.
    """

    caller: Caller
    account: Account
    filter: str


class Snapshots:
    """The cached snapshots by list, with eviction of the least recently used.

    Args:
        rows: how many rows all snapshots may hold; a larger snapshot is not cached.
        clock: monotonic seconds.
    """

    def __init__(self, *, rows: int = ROWS_AT_MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self._rows = rows
        self._clock = clock
        self._held: OrderedDict[ListName, _Held] = OrderedDict()
        self._writes: Counter[Account] = Counter()

    def keep(self, name: ListName, snapshot: Snapshot) -> None:
        """Keeps a snapshot in place of an earlier one."""
        self._held.pop(name, None)
        now = self._clock()
        for old in [each for each, held in self._held.items() if self._is_over(held, now)]:
            del self._held[old]
        if len(snapshot.rows) > self._rows:
            return
        self._held[name] = _Held(snapshot, now, now)
        while sum(len(held.snapshot.rows) for held in self._held.values()) > self._rows:
            self._held.popitem(last=False)

    def find(self, name: ListName) -> Snapshot | None:
        """The snapshot of a list; None where there is none, or none any more."""
        held = self._held.get(name)
        if held is None:
            return None
        now = self._clock()
        if self._is_over(held, now):
            del self._held[name]
            return None
        self._held[name] = with_changes(held, used=now)
        self._held.move_to_end(name)
        return held.snapshot

    def writes(self, account: Account) -> int:
        """How often something has changed in the account; what was read before the latest change is not to be kept."""
        return self._writes[account]

    def forget(self, account: Account) -> None:
        """Drops the account's lists, whoever reads them; something in it has changed."""
        self._writes[account] += 1
        for name in [each for each in self._held if each.account == account]:
            del self._held[name]

    def _is_over(self, held: _Held, now: float) -> bool:
        return now - held.used > IDLE_SECONDS or now - held.since > LIFE_SECONDS
