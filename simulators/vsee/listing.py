"""Lists: which rows a caller gets, in which order, with which fields."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from simulators.vsee.answers import bad_request
from simulators.vsee.call import Call

T = TypeVar("T")

DEFAULT_LIMIT = 20
MAXIMUM_LIMIT = 100


def window(call: Call, rows: Sequence[T], *, default: int | None = DEFAULT_LIMIT) -> Sequence[T]:
    """The rows of one page: `page` and `limit`, or `start` and `limit`, where `start` wins.

    Args:
        default: the page size without `limit`; None gives all rows unless the caller pages.
    """
    page = call.query_integer("page", least=1)
    start = call.query_integer("start", least=0)
    limit = call.query_integer("limit", least=1)
    if call.switches["paging_ignored"]:
        return rows
    if default is None and page is None and start is None and limit is None:
        return rows
    size = min(limit or default or DEFAULT_LIMIT, MAXIMUM_LIMIT)
    first = start if start is not None else ((page or 1) - 1) * size
    return rows[first : first + size]


def ordered(call: Call, rows: Sequence[T], keys: Mapping[str, Callable[[T], Any]]) -> Sequence[T]:
    """The rows by `sort=<field>.asc|desc`, or as they come."""
    wanted = call.query("sort")
    if wanted is None:
        return rows
    name, _, direction = wanted.partition(".")
    if name not in keys or direction not in ("", "asc", "desc"):
        raise bad_request("sort is invalid.")
    return sorted(rows, key=keys[name], reverse=direction == "desc")


def field_names(call: Call) -> tuple[str, ...] | None:
    wanted = call.query("fields")
    return None if wanted is None else tuple(name.strip() for name in wanted.split(",") if name.strip())


def selected(row: Mapping[str, Any], names: Iterable[str] | None) -> Mapping[str, Any]:
    return row if names is None else {name: row[name] for name in names if name in row}
