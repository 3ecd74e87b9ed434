"""Whatever the vendors hold, and whatever comes or goes on the way, walking hands out each row once."""

from datetime import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.listing import Direction
from models.meeting import Meeting
from models.vendor import Vendor
from resolvers.merging import order_keys
from tests.support.builders import a_failure, a_meeting, at
from tests.support.fake_vendor import FakeVendor
from tests.support.walking import a_page, walk

# Few different times, so that many are equal, also across the vendors.
moments = st.none() | st.integers(0, 6).map(at)
directions = st.sampled_from(Direction)
page_sizes = st.none() | st.integers(1, 4)
firsts = st.integers(1, 7)

by_chance = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def worlds(draw: st.DrawFn) -> list[FakeVendor]:
    vendors = draw(st.lists(st.sampled_from(Vendor), min_size=1, max_size=3, unique=True))
    return [
        FakeVendor(
            vendor,
            *(
                a_meeting(f"{number:02}", vendor, starts_at=draw(moments))
                for number in draw(st.permutations(range(draw(st.integers(0, 9)))))
            ),
            page_size=draw(page_sizes),
        )
        for vendor in vendors
    ]


def rows_of(world: list[FakeVendor]) -> list[Meeting]:
    return [row for vendor in world for row in vendor.things.values() if isinstance(row, Meeting)]


@by_chance
@given(worlds(), directions, firsts)
async def test_walking_hands_out_every_row_once(
    world: list[FakeVendor], direction: Direction, first: int
) -> None:
    walked = await walk(world, first=first, direction=direction)
    assert sorted(row.id for row in walked) == sorted(row.id for row in rows_of(world))


@by_chance
@given(worlds(), directions, firsts)
async def test_walking_keeps_the_order(world: list[FakeVendor], direction: Direction, first: int) -> None:
    rows = await walk(world, first=first, direction=direction)
    places = order_keys((row.starts_at for row in rows), direction)
    assert places == sorted(places)


@by_chance
@given(worlds(), directions, firsts, st.data())
async def test_rows_that_come_neither_hide_nor_repeat_another(
    world: list[FakeVendor], direction: Direction, first: int, data: st.DataObject
) -> None:
    old = {row.id for row in rows_of(world)}
    comers = iter(range(100, 120))

    def between(_: int) -> None:
        for _ in range(data.draw(st.integers(0, 3))):
            number, vendor = next(comers, None), data.draw(st.sampled_from(world))
            if number is not None:
                _come(vendor, data.draw(st.sampled_from(["", "zz"])) + str(number), data.draw(moments))

    walked = [row.id for row in await walk(world, first=first, direction=direction, between=between)]
    assert (len(walked), old - set(walked)) == (len(set(walked)), set())


@by_chance
@given(worlds(), directions, firsts, st.data())
async def test_rows_that_go_neither_hide_nor_repeat_another(
    world: list[FakeVendor], direction: Direction, first: int, data: st.DataObject
) -> None:
    gone: set[str] = set()
    old = {row.id for row in rows_of(world)}

    def between(_: int) -> None:
        present = rows_of(world)
        for row in data.draw(st.lists(st.sampled_from(present), max_size=4)) if present else ():
            vendor = next(vendor for vendor in world if vendor.vendor is row.vendor)
            vendor.things.pop(row.key, None)
            gone.add(row.id)

    walked = [row.id for row in await walk(world, first=first, direction=direction, between=between)]
    assert (len(walked), old - gone - set(walked)) == (len(set(walked)), set())


@by_chance
@given(worlds(), directions, firsts, st.data())
async def test_vendors_that_fail_now_and_then_lose_and_repeat_no_row(
    world: list[FakeVendor], direction: Direction, first: int, data: st.DataObject
) -> None:
    met: list[str] = []
    after: str | None = None
    # A vendor fails so often at most; then all of them answer.
    for patience in range(8, -60, -1):
        for vendor in world:
            vendor.failing.clear()
            if patience > 0 and data.draw(st.booleans()):
                vendor.failing["list_meetings"] = a_failure(vendor.vendor)
        page = await a_page(world, first=first, after=after, direction=direction)
        met.extend(row.id for row in page.nodes)
        after = page.page_info.end_cursor or after
        if not page.page_info.has_next_page and not page.unavailable:
            break
    assert sorted(met) == sorted(row.id for row in rows_of(world))


def _come(vendor: FakeVendor, id: str, moment: datetime | None) -> None:
    row = a_meeting(id, vendor.vendor, starts_at=moment)
    # Before or after its equals: a vendor puts new rows where it likes.
    vendor.things = (
        {row.key: row, **vendor.things} if id.startswith("zz") else {**vendor.things, row.key: row}
    )
