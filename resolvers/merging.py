"""Merges the vendors' lists into one order, asking a vendor for its next page only when the order needs it."""

import asyncio
import hashlib
import logging
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from operator import itemgetter
from typing import Any, TypeVar

import msgspec

from models.account import Account
from models.canonical import canonical
from models.errors import VendorError
from models.ids import Identified
from models.listing import Direction
from models.page import Page, PageInfo
from models.partial import Unfetched
from models.shown_rows import ShownRows
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from resolvers.cursors import WITHOUT_TIME, OrderKey
from resolvers.list_source import ListSource, Run
from resolvers.positions import PositionTrack
from vendors.missing_data import together
from vendors.views import shown_columns, unreadable_fields

T = TypeVar("T", bound=Identified)

_log = logging.getLogger(__name__)

_seconds: Callable[[Any], float] = datetime.timestamp


def order_keys(times: Iterable[datetime | Unfetched | None], direction: Direction) -> list[OrderKey]:
    """The order keys for times; rows without a time come last in both directions."""
    scale = 1000 if direction is Direction.ASC else -1000
    found = list(times)
    kinds = set(map(type, found))
    if kinds == {datetime}:
        return [(0, int(seconds * scale)) for seconds in map(_seconds, found)]
    if datetime not in kinds:
        return [WITHOUT_TIME] * len(found)
    return [(0, int(at.timestamp() * scale)) if at.__class__ is datetime else WITHOUT_TIME for at in found]


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
        filter_hash: of the list, for its cursors.
        resumed: whether rows precede the page.
        looks_ahead: whether it is to be known if there is a next page, for which a vendor may have to be asked.
        continues: whether a client may ask for the next page; otherwise no cursor of this one can be read.
        refused: why vendors in the filter take no part.
    """
    failed: dict[Account, VendorProblem] = {}
    # In the order in which accounts follow each other at equal order keys.
    runs: dict[Account, Run[T]] = dict.fromkeys(sorted(sources), ())

    async def look(account: Account) -> None:
        source = sources[account]
        try:
            runs[account] = await source.upcoming(max(first - len(rows), 1))
        except Exception as error:  # noqa: BLE001 - an error must not affect the other vendors' rows
            failed[account] = going_without(account.vendor, error).at(account)
            # Its frames hold the rows of all vendors, and what they wait for holds the error.
            error.__traceback__ = None

    rows: list[T] = []
    shown: dict[Account, list[T]] = {account: [] for account in sources}
    if len(sources) == 1:
        await look(*sources)
    else:
        await asyncio.gather(*map(look, sources))
    track = PositionTrack({account: source.at.position for account, source in sources.items()}, filter_hash)
    paused = any(source.paused for source in sources.values())
    while any(runs.values()) and len(rows) < first and not paused:
        found = _in_one_order(runs, first - len(rows))
        rows += [row for _, row in found]
        for account, number in Counter(map(itemgetter(0), found)).items():
            run = runs[account]
            shown[account] += [row for _, row in run[:number]]
            runs[account] = run[number:]
            sources[account].take(number)
        if continues:
            places = {account: iter(source.at.places()) for account, source in sources.items()}
            track.rows((account, next(places[account])) for account, _ in found)
        # After the last row only `hasNextPage` matters, and another source's loaded row answers it without a call.
        if len(rows) < first or (looks_ahead and not any(runs.values())):
            account = found[-1][0]
            await look(account)
            if continues:
                track.moved(account, sources[account].at.place)
            paused = sources[account].paused
    if continues:
        for source in sources.values():
            await source.keep_rest()
    columns: Mapping[str, Sequence[Any]] = {}
    for account, source in sources.items():
        if len(shown[account]) == len(rows):
            columns, unreadable = shown_columns(rows)
        else:
            unreadable = unreadable_fields(shown[account])
        source.gaps.extend(unreadable)
    gaps = [gap.problem.at(account) for account, source in sources.items() for gap in source.gaps]
    unavailable = together((*refused, *failed.values(), *gaps))
    return Page(
        nodes=ShownRows.of(rows, columns),
        place=track.cursor,
        page_info=PageInfo(
            has_next_page=any(runs.values()) or paused,
            has_previous_page=resumed,
            start=partial(track.cursor, 0) if rows else None,
            end=track.end if rows or paused or unavailable else None,
        ),
        unavailable=unavailable,
    )


def _in_one_order(runs: Mapping[Account, Run[T]], most: int) -> list[tuple[Account, T]]:
    """The next rows of several sources, each with its account: those that come before what no run shows yet.

    Args:
        runs: the next rows of each account, in the order of accounts at equal order keys.
        most: how many.
    """
    ranked = [(rank, account, run) for rank, (account, run) in enumerate(runs.items()) if run]
    # The first of the runs that end. Behind it, a row of its source that is not loaded yet may come before others.
    end, last = min((run[-1][0], rank) for rank, _, run in ranked)
    found = [
        (order, account, row)
        for rank, account, run in ranked
        for order, row in run[: (bisect_right if rank <= last else bisect_left)(run, end, key=itemgetter(0))]
    ]
    found.sort(key=itemgetter(0))
    return [(account, row) for _, account, row in found[:most]]
