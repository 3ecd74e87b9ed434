"""Walks a list over all vendors page by page, as a client does."""

from collections.abc import Callable, Iterable
from functools import partial

from models.device import Device
from models.listing import DeviceQuery, Direction, MeetingQuery, RoomQuery
from models.meeting import Meeting
from models.page import Page
from models.room import Room
from resolvers import devices, meetings
from resolvers.context import Context
from resolvers.cursors import Position
from resolvers.list_source import ListSource, SnapshotSlot
from resolvers.merging import order_keys
from resolvers.snapshots import ListName, Snapshots
from tests.support.anonymous import ANONYMOUS
from tests.support.builders import NOON
from tests.support.graph import a_context
from vendors.base import Adapter

# More pages than any test's list can need.
FAR_TOO_MANY = 400


async def a_page(
    vendors: Iterable[Adapter],
    *,
    first: int = 20,
    after: str | None = None,
    query: MeetingQuery | None = None,
    direction: Direction = Direction.ASC,
    context: Context | None = None,
) -> Page[Meeting]:
    return await meetings.listed(
        context or a_context(*vendors),
        query=query or MeetingQuery(direction=direction),
        vendors=None,
        first=first,
        after=after,
    )


async def a_page_of_devices(
    vendors: Iterable[Adapter], *, first: int = 20, after: str | None = None
) -> Page[Device]:
    return await devices.listed(
        a_context(*vendors), query=DeviceQuery(), vendors=None, first=first, after=after
    )


async def walk(
    vendors: Iterable[Adapter],
    *,
    first: int = 20,
    query: MeetingQuery | None = None,
    direction: Direction = Direction.ASC,
    between: Callable[[int], None] = lambda _: None,
) -> list[Meeting]:
    """The rows of all pages; `between` is called with the number of rows so far before each further page."""
    vendors = list(vendors)
    rows: list[Meeting] = []
    after: str | None = None
    for _ in range(FAR_TOO_MANY):
        page = await a_page(vendors, first=first, after=after, query=query, direction=direction)
        rows.extend(page.nodes)
        if not page.page_info.has_next_page:
            return rows
        assert page.page_info.end_cursor != after
        after = page.page_info.end_cursor
        between(len(rows))
    raise AssertionError("The list does not end.")


async def rooms_of(adapter: Adapter, direction: Direction = Direction.ASC) -> list[Room]:
    """One vendor's rooms in order, however it pages."""
    source = ListSource(
        adapter.vendor,
        lambda page: adapter.list_rooms(RoomQuery(direction=direction), page),
        orders=lambda rooms: order_keys((room.created_at for room in rooms), direction),
        wanted=lambda _: True,
        position=Position(),
        slot=SnapshotSlot(Snapshots(), partial(ListName, ANONYMOUS.caller, adapter.account, ""), NOON),
    )
    rooms: list[Room] = []
    while run := await source.upcoming(1):
        rooms += [room for _, room in run]
        source.take(len(run))
    assert not source.paused
    return rooms


def ids(rows: Iterable[Meeting] | Iterable[Device]) -> list[str]:
    return [row.key.parts[-1] for row in rows]
