"""Merges the vendors' lists into one order, asking a vendor for its next page only when the order needs it."""

import asyncio
import hashlib
import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from heapq import heappop, heappush
from typing import Any, TypeVar

import msgspec

from models.account import Account
from models.canonical import canonical
from models.errors import VendorError
from models.ids import Identified
from models.listing import Direction
from models.page import Page, PageInfo
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from resolvers.cursors import OrderKey, PositionTrack
from resolvers.list_source import ListSource
from vendors.missing_data import together
from vendors.views import unreadable_fields

T = TypeVar("T", bound=Identified)

_log = logging.getLogger(__name__)


def order_key(at: datetime | None, direction: Direction) -> OrderKey:
    """The order key for a time; rows without a time come last in both directions."""
    if at is None:
        return (1, 0)
    milliseconds = int(at.timestamp() * 1000)
    return (0, milliseconds if direction is Direction.ASC else -milliseconds)


def filter_hash(query: Any, vendors: Collection[Vendor] | None) -> str:
    """A hash that distinguishes lists with different filters.

    What is not asked for has no part in it, so that a new filter, or another name of a class in it, leaves the cursors
    that clients hold valid.

    Args:
        query: the list's query, a dataclass.
        vendors: the vendors in the filter; None for all.
    """
    named = None if vendors is None else sorted(vendor.value for vendor in vendors)
    text = msgspec.json.encode((type(query).__name__, named, canonical(query)), order="sorted")
    return hashlib.sha256(text).hexdigest()[:16]


def going_without(vendor: Vendor, error: Exception) -> VendorProblem:
    """Why the vendor's rows are missing; internal errors are logged in full."""
    if isinstance(error, VendorError):
        _log.info("a list goes on without %s: %s", vendor.value, error)
        return VendorProblem.of(error)
    _log.error("a fault in the list of %s", vendor.value, exc_info=error)
    return VendorProblem.inside(vendor)


async def merged(
    sources: Mapping[Account, ListSource[T]],
    *,
    first: int,
    filter_hash: str,
    resumed: bool,
    looks_ahead: bool = True,
    continues: bool = True,
    refused: Sequence[VendorProblem] = (),
) -> Page[T]:
    """The next `first` rows of all sources.

    A vendor that fails is named in the page's `unavailable` beside the others' rows, as is what the others' pages lack.

    Args:
        looks_ahead: whether it is to be known if there is a next page, for which a vendor may have to be asked.
        continues: whether a client may ask for the next page.
        refused: why vendors in the filter take no part.
    """
    failed: dict[Account, VendorProblem] = {}
    ranks = {account: rank for rank, account in enumerate(sorted(sources))}
    heads: list[tuple[OrderKey, int, Account]] = []

    async def look(account: Account) -> None:
        source = sources[account]
        try:
            head = source.ready() or await source.head()
        except Exception as error:  # noqa: BLE001 - an error must not affect the other vendors' rows
            failed[account] = going_without(account.vendor, error).at(account)
            # Its frames hold the rows of all vendors, and what they wait for holds the error.
            error.__traceback__ = None
            return
        if head is not None:
            heappush(heads, (head[0], ranks[account], account))

    await asyncio.gather(*map(look, sources))
    track = PositionTrack({account: source.position for account, source in sources.items()}, filter_hash)
    rows: list[T] = []
    shown: dict[Account, list[T]] = {account: [] for account in sources}
    paused = any(source.paused for source in sources.values())
    while heads and len(rows) < first and not paused:
        _, _, account = heappop(heads)
        source = sources[account]
        row = source.take()
        rows.append(row)
        shown[account].append(row)
        track.row(account, source.place)
        # After the last row only `hasNextPage` matters, and another source's loaded row answers it without a call.
        if len(rows) < first or (looks_ahead and not heads):
            await look(account)
            track.moved(account, source.place)
            paused = source.paused
    if continues:
        for source in sources.values():
            await source.keep_rest()
    for account, source in sources.items():
        source.gaps.extend(unreadable_fields(shown[account]))
    gaps = [gap.problem.at(account) for account, source in sources.items() for gap in source.gaps]
    unavailable = together((*refused, *failed.values(), *gaps))
    return Page(
        nodes=tuple(rows),
        place=track.cursor,
        page_info=PageInfo(
            has_next_page=bool(heads) or paused,
            has_previous_page=resumed,
            start=partial(track.cursor, 0) if rows else None,
            end=track.end if rows or paused or unavailable else None,
        ),
        unavailable=unavailable,
    )
