"""Pagination: cuts Relay pages out of complete lists."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from models.columns import in_columns
from models.errors import BadInput
from models.page import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Page, PageInfo
from models.view import with_changes
from resolvers.belonging import Belonging
from resolvers.context import Context, Info
from resolvers.loads import Loadable
from vendors.missing_data import collecting_missing_data, current_missing_data, pass_on, together
from vendors.views import unreadable_fields

T = TypeVar("T")


def page_size(name: str, wanted: int | None, default: int = DEFAULT_PAGE_SIZE) -> int:
    """The number of rows to return.

    Raises:
        BadInput: `wanted` is not between 1 and 100.
    """
    if wanted is None:
        return default
    if not 1 <= wanted <= MAX_PAGE_SIZE:
        raise BadInput(f"`{name}` must be between 1 and {MAX_PAGE_SIZE}.")
    return wanted


def page_of(
    rows: Sequence[T],
    place: Callable[[T], str],
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Page[T]:
    """The rows between two cursors: at most `first` from the start or `last` from the end.

    Args:
        rows: the complete list, in order.
        place: names a row within its list, independently of other rows. Rows with the same name are numbered.

    Raises:
        BadInput: a page size is out of bounds, `first` and `last` are both given, or a cursor is not of this list.
    """
    if first is not None and last is not None:
        raise BadInput("Give `first` or `last`, not both.")
    places = _Places(rows, place)
    start = places.find("after", after) + 1 if after is not None else 0
    end = places.find("before", before) if before is not None else len(rows)
    if last is not None:
        start = max(start, end - page_size("last", last))
    else:
        end = min(end, start + page_size("first", first))
    nodes = tuple(rows[start:end])
    return Page(
        nodes=nodes,
        place=lambda index: places.cursor(start + index),
        page_info=PageInfo(
            has_next_page=end < len(rows),
            has_previous_page=start > 0,
            start=partial(places.cursor, start) if nodes else None,
            end=partial(places.cursor, end - 1) if nodes else None,
        ),
    )


def paged(
    belonging: Belonging[Sequence[T]], place: Callable[[T], str] | None = None
) -> Callable[..., Loadable[Page[T] | None]]:
    """A resolver that paginates a list that is loaded; null if the vendor has no such list.

    Args:
        belonging: the complete list of one object.
        place: names a row within its list; by default the row's key.
    """
    name = place or _key_of

    def pages(
        roots: Sequence[Any],
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Sequence[Loadable[Page[T] | None]]:
        cut = partial(_telling_page, place=name, first=first, after=after, last=last, before=before)
        return belonging.loads(roots, info.context, cut)

    @in_columns(pages)
    def page(
        root: Any,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Loadable[Page[T] | None]:
        return pages((root,), info, first, after, last, before)[0]

    return page


def paged_when_read(
    read: Callable[[Any, Context], Awaitable[Sequence[T] | None]], place: Callable[[T], str] | None = None
) -> Callable[..., Awaitable[Page[T] | None]]:
    """As `paged`, of a list that a coroutine function reads."""
    name = place or _key_of

    async def page(
        root: Any,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page[T] | None:
        with collecting_missing_data() as gaps:
            rows = await read(root, info.context)
            if rows is not None:
                found = page_of(rows, name, first=first, after=after, last=last, before=before)
                gaps.extend(unreadable_fields(found.nodes))
                return _telling(found)
        # There is no page that could report it.
        pass_on(gaps)
        return None

    return page


def _telling_page(rows: Sequence[T] | None, place: Callable[[T], str], **between: Any) -> Page[T] | None:
    """As `page_of`, if there is a list; the page reports what is missing from its rows."""
    return None if rows is None else _telling(page_of(rows, place, **between))


def _telling(page: Page[T]) -> Page[T]:
    """The page with what is missing from its rows, which it reports in place of its field."""
    gaps = current_missing_data()
    return page if not gaps else with_changes(page, unavailable=together(gap.problem for gap in gaps.take()))


class _Places(Generic[T]):
    """The places of the rows of a list; a row is named only when its cursor, or that of a later row, is read.

    Rows with the same name are numbered: two people without a name may join in the same second, and a cursor must still
    distinguish them.

    Args:
        rows: the complete list.
        name: names a row, independently of other rows.
    """

    __slots__ = ("_counts", "_name", "_places", "_rows")

    def __init__(self, rows: Sequence[T], name: Callable[[T], str]) -> None:
        self._rows = rows
        self._name = name
        self._places: list[str] = []
        self._counts: dict[str, int] = {}

    def cursor(self, index: int) -> str:
        return base64.urlsafe_b64encode(self._place(index).encode()).decode().rstrip("=")

    def find(self, argument: str, cursor: str) -> int:
        """The index of the row with this cursor.

        Raises:
            BadInput: no row has it.
        """
        try:
            padded = cursor + "=" * (-len(cursor) % 4)
            wanted = base64.b64decode(padded, altchars=b"-_", validate=True).decode()
            return next(index for index in range(len(self._rows)) if self._place(index) == wanted)
        except (binascii.Error, ValueError, StopIteration):
            raise BadInput(f"`{argument}` is not a cursor of this list.") from None

    def _place(self, index: int) -> str:
        for row in self._rows[len(self._places) : index + 1]:
            name = self._name(row)
            self._counts[name] = count = self._counts.get(name, 0) + 1
            self._places.append(f"{name}#{count}" if count > 1 else name)
        return self._places[index]


def _key_of(row: Any) -> str:
    return ":".join(row.key.parts)
