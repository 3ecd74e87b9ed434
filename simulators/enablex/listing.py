"""Reads the filters that all lists share: page, order and search, refused in the order of the vendor's table."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from simulators.enablex.call import Call
from simulators.enablex.envelope import Refusal

T = TypeVar("T")

STAGES = ("", "upcoming", "current", "past")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the caller asked for; `length` is what a page holds, `page_length` what was asked of it."""

    page: int
    page_length: int
    length: int
    search_by: str
    search_string: str
    stage: str
    order_by: str
    descending: bool

    def page_of(self, rows: Iterable[T]) -> list[T]:
        start = (self.page - 1) * self.length
        return list(islice(rows, start, start + self.length))

    def echo(self, switches: Mapping[str, Any]) -> dict[str, Any]:
        """The `search` object: it repeats the request and never contains a total."""
        page, length = self.page, self.page_length
        strings = switches["list_numbers_as_strings"]
        return {
            "page": str(page) if strings else page,
            "page_length": str(length) if strings else length,
            "search_by": self.search_by,
            "stage": self.stage,
            "search_string": self.search_string,
            "order_by": self.order_by,
            "order_qualify": "desc" if self.descending else "asc",
        }


def read(
    call: Call,
    *,
    searchable: Collection[str],
    orderable: Collection[str],
    order_by: str,
    several: bool = False,
) -> Listing:
    """The filters of the query, overlaid with those of a JSON body: the vendor prints them as the body of a GET."""
    filters: dict[str, Any] = {**call.query, **call.fields}
    page_length = _positive(filters.get("page_length", 10), 2501)
    order = str(filters.get("order_by") or order_by)
    if any(name not in orderable for name in (order.split(",") if several else [order])):
        raise Refusal(2603)
    qualify = filters.get("order_qualify") or "asc"
    if qualify not in ("asc", "desc"):
        raise Refusal(2604)
    search_by, search_string = (str(filters.get(name) or "") for name in ("search_by", "search_string"))
    stage = str(filters.get("stage") or "")
    # There is no code for an invalid stage; that of an invalid search is the nearest.
    if (search_by and search_by not in searchable) or stage not in STAGES:
        raise Refusal(2605)
    if bool(search_by) != bool(search_string):
        raise Refusal(2606)
    page = _positive(filters.get("page", 1), 2608)
    cap = call.switches["page_length_cap"]
    return Listing(
        page=page,
        page_length=page_length,
        length=page_length if cap is None else min(page_length, cap),
        search_by=search_by,
        search_string=search_string,
        stage=stage,
        order_by=order,
        descending=qualify == "desc",
    )


def _positive(value: Any, code: int) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal() and 0 < int(text[:10]) < 10**9):
        raise Refusal(code)
    return int(text)
