"""A cursor is read back as it was written, and nothing else is read at all."""

import base64
import json
from dataclasses import make_dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.account import DEFAULT_TENANT, Account, first_account
from models.conflict import SearchWindow
from models.errors import BadInput
from models.ids import Key, Kind
from models.listing import DeviceQuery, Direction, MeetingQuery, RoomQuery
from models.meeting import MeetingState
from models.vendor import Vendor
from resolvers.cursors import SEEN_AT_MOST, Position, fingerprint, read, write
from resolvers.list_source import PAGES_AT_MOST
from resolvers.merging import filter_hash
from tests.support.builders import a_meeting, at
from tests.support.fake_vendor import FakeVendor
from tests.support.walking import a_page

HASH = "0123456789abcdef"
ACCOUNTS = [
    *(first_account(DEFAULT_TENANT, vendor) for vendor in Vendor),
    Account(DEFAULT_TENANT, Vendor.ENABLEX, "webinars"),
]

positions = st.builds(
    Position,
    page=st.integers(1, 1_000_000),
    last=st.none() | st.tuples(st.integers(0, 1), st.integers(-(2**53), 2**53)),
    upto=st.none() | st.text(st.characters(exclude_categories=["Cs"])),
    seen=st.lists(st.text("abc123-_", max_size=8), max_size=5).map(tuple),
)


def written(body: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(body).encode()).decode().rstrip("=")


@given(st.dictionaries(st.sampled_from(ACCOUNTS), positions))
def test_a_cursor_is_read_as_it_was_written(at: dict[Account, Position]) -> None:
    assert read(write(at, HASH), HASH, DEFAULT_TENANT) == at


def test_the_longest_cursor_that_we_write_is_one_that_we_read() -> None:
    seen = tuple(fingerprint(str(number)) for number in range(SEEN_AT_MOST))
    full = dict.fromkeys(ACCOUNTS[:4], Position(1_000_000, (0, -(2**53)), "x" * 256, seen))
    assert read(write(full, HASH), HASH, DEFAULT_TENANT) == full


def test_a_cursor_longer_than_any_of_ours_is_refused() -> None:
    endless = Position(1, (1, 0), None, tuple(fingerprint(str(number)) for number in range(5000)))
    with pytest.raises(BadInput, match="not a cursor"):
        read(write({first_account(DEFAULT_TENANT, Vendor.VSEE): endless}, HASH), HASH, DEFAULT_TENANT)


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        "text",
        [2, HASH, {}],
        [1, HASH],
        [1, HASH, {}, "more"],
        ["1", HASH, {}],
        [1, HASH, {"ZOOM": [1, None, None, []]}],
        [1, HASH, {"VSEE": [-1, None, None, []]}],
        [1, HASH, {"VSEE": [1_000_001, None, None, []]}],
        [1, HASH, {"VSEE": [1, [1], None, []]}],
        [1, HASH, {"VSEE": [1, ["a", 1], None, []]}],
        [1, HASH, {"VSEE": [1, None, 5, []]}],
        [1, HASH, {"VSEE": [1, None, None, [5]]}],
        [1, HASH, {"VSEE": [1, None, None]}],
    ],
)
def test_what_is_not_written_our_way_is_refused(body: Any) -> None:
    with pytest.raises(BadInput, match="not a cursor"):
        read(written(body), HASH, DEFAULT_TENANT)


@pytest.mark.parametrize(
    "text",
    ["", "=", "====", "a", "é", "\0", "\ud800", "a b", written([1, HASH, {}]) + "!", "A" * 40_000],
    ids=range(10),
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read(text, HASH, DEFAULT_TENANT)


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("=")))
def test_no_text_does_more_harm_than_being_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read(text, HASH, DEFAULT_TENANT)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["VSEE", "x"]), inner),
    max_leaves=10,
)


@given(json_values, st.sampled_from([1, 2]))
def test_no_json_does_more_harm_than_being_refused(at: Any, version: int) -> None:
    try:
        positions = read(written([version, HASH, {"VSEE": at}]), HASH, DEFAULT_TENANT)
    except BadInput:
        return
    assert read(write(positions, HASH), HASH, DEFAULT_TENANT) == positions


def test_deeply_nested_json_is_refused() -> None:
    deep = b'[1,"' + HASH.encode() + b'",{"VSEE":' + b"[" * 15_000 + b"]" * 5_000
    with pytest.raises(BadInput):
        read(base64.urlsafe_b64encode(deep).decode().rstrip("="), HASH, DEFAULT_TENANT)


def test_a_cursor_of_another_filter_is_refused() -> None:
    with pytest.raises(BadInput, match="another filter"):
        read(write({}, HASH), "f" * 16, DEFAULT_TENANT)


async def test_a_list_refuses_the_cursor_of_the_other_direction() -> None:
    vendor = FakeVendor(Vendor.VSEE, *(a_meeting(str(n), Vendor.VSEE, starts_at=at(n)) for n in range(3)))
    cursor = (await a_page([vendor], first=1)).page_info.end_cursor
    with pytest.raises(BadInput, match="another filter"):
        await a_page([vendor], after=cursor, direction=Direction.DESC)


@pytest.mark.parametrize("last", [None, (0, 0), (1, 0), (0, -(2**60)), (2**70, 2**70)])
async def test_a_forged_page_costs_a_bounded_number_of_calls(last: tuple[int, int] | None) -> None:
    vendor = FakeVendor(
        Vendor.VSEE, *(a_meeting(str(n), Vendor.VSEE, starts_at=at(n)) for n in range(60)), page_size=1
    )
    forged = write(
        {first_account(DEFAULT_TENANT, Vendor.VSEE): Position(1_000_000, last)},
        filter_hash(MeetingQuery(), None),
    )
    await a_page([vendor], after=forged)
    assert len(vendor.calls) <= PAGES_AT_MOST


def test_filters_hash_alike_whatever_the_order_of_their_values() -> None:
    states = (MeetingState.ENDED, MeetingState.RUNNING, MeetingState.FAILED)
    assert filter_hash(MeetingQuery(states=frozenset(states)), [Vendor.VSEE, Vendor.ENABLEX]) == filter_hash(
        MeetingQuery(states=frozenset(reversed(states))), [Vendor.ENABLEX, Vendor.VSEE]
    )


@pytest.mark.parametrize(
    "query",
    [
        MeetingQuery(text="a"),
        MeetingQuery(starts_from=at(0)),
        MeetingQuery(starts_to=at(0)),
        MeetingQuery(states=frozenset({MeetingState.ENDED})),
        MeetingQuery(direction=Direction.DESC),
    ],
)
def test_filters_that_differ_hash_differently(query: MeetingQuery) -> None:
    assert filter_hash(query, None) != filter_hash(MeetingQuery(), None)


AN_ACCOUNT = first_account(DEFAULT_TENANT, Vendor.ENABLEX)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (MeetingQuery(), "06ad944b9596443f"),
        (RoomQuery(), "b9426a8b5d540880"),
        (DeviceQuery(location="Ward 3"), "302bcb6bd73c877b"),
        (
            MeetingQuery(overlaps=SearchWindow(at(0), at(1), now=at(2)), direction=Direction.DESC),
            "e6f456573d0b71e2",
        ),
        (MeetingQuery(hosts=frozenset({(AN_ACCOUNT, "10001"), (AN_ACCOUNT, "10002")})), "0c33c15dd43dd9cf"),
        (MeetingQuery(room=Key(Kind.ROOM, AN_ACCOUNT, ("permanent", "10001"))), "abbe06ac2b9f5922"),
    ],
)
def test_a_filter_keeps_its_hash_for_the_cursors_that_clients_hold(query: Any, expected: str) -> None:
    assert filter_hash(query, None) == expected


def test_a_filter_that_is_added_later_changes_no_hash_of_lists_without_it() -> None:
    later = make_dataclass(
        "MeetingQuery",
        [("is_urgent", bool | None, None)],
        bases=(MeetingQuery,),
        frozen=True,
        kw_only=True,
    )
    assert filter_hash(later(text="a"), None) == filter_hash(MeetingQuery(text="a"), None)
    assert filter_hash(later(is_urgent=True), None) != filter_hash(MeetingQuery(), None)


def test_the_vendors_that_a_filter_leaves_are_part_of_the_hash() -> None:
    assert filter_hash(MeetingQuery(), [Vendor.VSEE]) != filter_hash(MeetingQuery(), None)
