"""A page of a connection, as Relay defines it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from models.vendor_problem import VendorProblem

T = TypeVar("T")

DEFAULT_PAGE_SIZE = 20
MAX_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Edge(Generic[T]):
    """A row with its cursor, which is encoded only when it is read."""

    node: T
    place: Callable[[], str]

    @property
    def cursor(self) -> str:
        return self.place()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInfo:
    """What precedes and follows a page; its cursors are encoded only when they are read.

    Attributes:
        start, end: return the cursors; None if there is none.
    """

    has_next_page: bool
    has_previous_page: bool
    start: Callable[[], str] | None
    end: Callable[[], str] | None

    @property
    def start_cursor(self) -> str | None:
        return None if self.start is None else self.start()

    @property
    def end_cursor(self) -> str | None:
        return None if self.end is None else self.end()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some consecutive rows of a list.

    Attributes:
        nodes: the rows.
        place: returns the cursor of the row with an index.
        unavailable: the missing data: the vendor, the part, the number and the reason.
        searched_from: the earliest start that was searched, if the result may be incomplete.
    """

    nodes: tuple[T, ...]
    place: Callable[[int], str]
    page_info: PageInfo
    unavailable: tuple[VendorProblem, ...] = ()
    searched_from: datetime | None = None

    @property
    def edges(self) -> tuple[Edge[T], ...]:
        return tuple(Edge(row, partial(self.place, index)) for index, row in enumerate(self.nodes))
