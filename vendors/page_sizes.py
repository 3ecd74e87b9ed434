"""Learns how long pages of a list get, where its vendor tells no total, so as to know the last one by its length."""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

# A vendor may hold its pages shorter than asked, by a number of its own and without a word; but no shorter than this.
SHORTEST = 5
# For how long a first page of so many rows, behind which there was nothing, is known to be no page that was cut.
KNOWN_FOR_SECONDS = 60.0
_QUESTIONS_AT_MOST = 1000


@dataclass(slots=True)
class _Known:
    """What one list has shown.

    Attributes:
        longest: rows of its longest page.
        first: rows of the first page, by question, until the second one comes.
        whole: when a first page of so many rows was last seen to be all.
    """

    longest: int = 0
    first: dict[Hashable, int] = field(default_factory=dict)
    whole: dict[int, float] = field(default_factory=dict)


class PageSizes:
    """The lengths of one account's pages.

    A page that is shorter than asked may be the last, or as long as the vendor ever makes one. It is the last where a
    longer one has been seen; where none has, the next page tells, and spares that call for a while.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lists: dict[str, _Known] = {}

    def may_go_on(self, of: str, *, page: int, rows: int, asked: int, question: Hashable = None) -> bool:
        """Whether there may be a next page.

        Args:
            of: which list.
            page: counted from 1.
            rows: all that the page had, readable or not.
            asked: how many it was asked to hold.
            question: what else the list was asked for; pages of one question belong together.
        """
        known = self._lists.setdefault(of, _Known())
        known.longest = max(known.longest, rows)
        if page == 1:
            while len(known.first) >= _QUESTIONS_AT_MOST:
                known.first.pop(next(iter(known.first)))
            known.first[question] = rows
        elif page == 2:
            self._second(known, known.first.pop(question, None), rows)
        if rows >= asked:
            return True
        if rows < SHORTEST or rows < known.longest:
            return False
        return page > 1 or self._clock() - known.whole.get(rows, -KNOWN_FOR_SECONDS) >= KNOWN_FOR_SECONDS

    def _second(self, known: _Known, first: int | None, rows: int) -> None:
        if first is None:
            return
        if rows:
            known.whole.pop(first, None)
        else:
            known.whole[first] = self._clock()
