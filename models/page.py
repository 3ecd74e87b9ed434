"""A page of a connection, as Relay defines it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
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
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """Some consecutive rows of a list.

    Attributes:
        unavailable: the missing data: the vendor, the part, the number and the reason.
        searched_from: the earliest start that was searched, if the result may be incomplete.
    """

    edges: tuple[Edge[T], ...]
    page_info: PageInfo
    unavailable: tuple[VendorProblem, ...] = ()
    searched_from: datetime | None = None

    @property
    def nodes(self) -> tuple[T, ...]:
        return tuple(edge.node for edge in self.edges)
