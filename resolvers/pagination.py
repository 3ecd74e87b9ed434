"""Pagination: cuts Relay pages out of complete lists."""

import base64
import binascii
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeVar

from models.errors import BadInput
from models.page import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE, Edge, Page, PageInfo
from models.view import with_changes
from resolvers.context import Context, Info
from vendors.missing_data import collecting_missing_data, pass_on
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
    places = _told_apart(place(row) for row in rows)
    start = _find("after", after, places) + 1 if after is not None else 0
    end = _find("before", before, places) if before is not None else len(rows)
    if last is not None:
        start = max(start, end - page_size("last", last))
    else:
        end = min(end, start + page_size("first", first))
    edges = tuple(
        Edge(row, partial(_cursor, name))
        for row, name in zip(rows[start:end], places[start:end], strict=True)
    )
    return Page(
        edges=edges,
        page_info=PageInfo(
            has_next_page=end < len(rows),
            has_previous_page=start > 0,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
    )


def paged(
    load: Callable[[Any, Context], Awaitable[Sequence[T] | None]], place: Callable[[T], str] | None = None
) -> Callable[..., Awaitable[Page[T] | None]]:
    """A resolver that paginates what `load` returns; null if the vendor has no such list.

    Args:
        load: loads the complete list of one object.
        place: names a row within its list; by default the row's key.
    """
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
            rows = await load(root, info.context)
        if rows is None:
            # There is no page that could report it.
            pass_on(gaps)
            return None
        found = page_of(rows, name, first=first, after=after, last=last, before=before)
        gaps.extend(unreadable_fields(found.nodes))
        return with_changes(found, unavailable=gaps.problems())

    return page


def _key_of(row: Any) -> str:
    return ":".join(row.key.parts)


def _told_apart(names: Iterable[str]) -> list[str]:
    # Two people without a name may join in the same second; a cursor must still distinguish them.
    counts: Counter[str] = Counter()
    places = []
    for name in names:
        counts[name] += 1
        places.append(f"{name}#{counts[name]}" if counts[name] > 1 else name)
    return places


def _cursor(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode().rstrip("=")


def _find(argument: str, cursor: str, places: Sequence[str]) -> int:
    try:
        name = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        return places.index(name)
    except (binascii.Error, ValueError):
        raise BadInput(f"`{argument}` is not a cursor of this list.") from None
