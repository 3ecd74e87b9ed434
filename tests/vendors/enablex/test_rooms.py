"""The adapter's rooms: permanent ones and those behind a meeting."""

from collections.abc import Sequence
from typing import Any

import pytest

from models.access import Pins
from models.errors import VendorBadResponse, VendorRejected, VendorTimeout
from models.ids import Key, Kind
from models.listing import Batch, RoomQuery
from models.partial import Unfetched
from models.room import RoomKind
from models.vendor import Capability, Vendor
from tests.support.accounts import a_key
from tests.support.builders import a_room
from tests.support.graph import ask

OWN = "/meeting/permanent"
PLURAL = "/meetings/permanent"


def key(*parts: str) -> Key:
    return a_key(Kind.ROOM, Vendor.ENABLEX, parts)


@pytest.fixture
def room(payload: Any) -> Any:
    """Builds a permanent room's answer."""

    def build(user_id: str, room_id: str) -> Any:
        body = payload("permanent_room")
        body["permanent_room"] |= {"user_id": user_id, "room_id": room_id}
        return body

    return build


# By id


async def test_a_permanent_room_is_read_by_its_user(http: Any, adapter: Any, room: Any) -> None:
    http.on("GET", f"{OWN}/u-101", room("u-101", "r-p2"))
    found = await adapter().rooms([key("permanent", "u-101")])
    assert found[key("permanent", "u-101")].vendor_id == "r-p2"
    assert len(http.calls) == 1


async def test_the_other_spelling_is_tried_once_where_the_first_finds_nothing(
    http: Any, adapter: Any, room: Any
) -> None:
    http.on("GET", f"{PLURAL}/u-101", room("u-101", "r-p2"))
    found = await adapter().rooms([key("permanent", "u-101")])
    assert found[key("permanent", "u-101")].vendor_id == "r-p2"
    assert [call.path for call in http.calls] == [f"{OWN}/u-101", f"{PLURAL}/u-101"]


async def test_a_spelling_that_worked_is_the_only_one_from_then_on(
    http: Any, adapter: Any, room: Any
) -> None:
    http.on("GET", PLURAL, room("u-100", "r-p1"))
    speaker = adapter()
    await speaker.list_rooms(RoomQuery(), 1)
    await speaker.list_rooms(RoomQuery(), 1)
    assert [call.path for call in http.calls] == [OWN, PLURAL, PLURAL]


async def test_the_own_room_is_found_by_its_user_even_where_only_the_own_call_shows_it(
    http: Any, adapter: Any, room: Any
) -> None:
    http.on("GET", OWN, room("u-100", "r-p1"))
    found = await adapter().rooms([key("permanent", "u-100")])
    assert found[key("permanent", "u-100")].vendor_id == "r-p1"


async def test_somebody_elses_room_is_not_the_own_one(http: Any, adapter: Any, room: Any) -> None:
    http.on("GET", OWN, room("u-100", "r-p1"))
    assert await adapter().rooms([key("permanent", "u-999")]) == {key("permanent", "u-999"): None}


async def test_an_inactive_room_is_a_refusal_with_its_code(http: Any, adapter: Any) -> None:
    http.on("GET", f"{OWN}/u-101", {"result": 1000, "msg": "Room is not active"}, 406)
    found = (await adapter().rooms([key("permanent", "u-101")]))[key("permanent", "u-101")]
    assert isinstance(found, VendorRejected)
    assert found.vendor_code == "1000"


async def test_a_room_behind_a_meeting_is_read_through_it(http: Any, adapter: Any, payload: Any) -> None:
    http.on("GET", "/meetings/m-1", payload("meeting"))
    found = (await adapter().rooms([key("meeting", "m-1")]))[key("meeting", "m-1")]
    assert (found.kind, found.vendor_id, found.pins) == (RoomKind.MEETING, "r-1", Unfetched("listing"))


@pytest.mark.parametrize(
    "parts", [("r-1",), ("other", "r-1"), ("meeting", "m-1", "x"), ("meeting", "permanent")]
)
async def test_what_cannot_be_a_rooms_key_is_none_without_a_call(parts: Any, http: Any, adapter: Any) -> None:
    assert await adapter().rooms([key(*parts)]) == {key(*parts): None}
    assert http.calls == []


async def test_a_completed_room_is_the_room_of_the_completed_meeting(
    http: Any, adapter: Any, payload: Any
) -> None:
    http.on("GET", "/meetings/m-1", payload("meeting"))
    http.on("GET", "/meetings", payload("meetings"))
    speaker = adapter()
    incomplete = (await speaker.rooms([key("meeting", "m-1")]))[key("meeting", "m-1")]
    room = (await speaker.complete_rooms("listing", [incomplete]))[key("meeting", "m-1")]
    assert room.pins == Pins(moderator="012345", participant="067890")
    assert "Unfetched" not in repr(room)


async def test_a_permanent_room_lacks_nothing(http: Any, adapter: Any, room: Any) -> None:
    http.on("GET", OWN, room("u-100", "r-p1"))
    speaker = adapter()
    (own,) = (await speaker.list_rooms(RoomQuery(), 1)).items
    http.calls.clear()
    assert await speaker.complete_rooms("listing", [own]) == {own.key: own}
    assert http.calls == []


# Lists


async def test_the_owners_rooms_are_listed_by_owner_and_the_own_room_once_with_them(
    http: Any, adapter: Any, room: Any
) -> None:
    http.on("GET", OWN, room("u-100", "r-p3"))
    http.on("GET", f"{OWN}/u-100", room("u-100", "r-p3"))
    http.on("GET", f"{OWN}/u-101", room("u-101", "r-p1"))
    batch = await adapter(room_owners=["u-101", "u-100", "u-101"]).list_rooms(RoomQuery(), 1)
    assert [room.vendor_id for room in batch.items] == ["r-p3", "r-p1"]
    assert (batch.has_more, len(http.calls)) == (False, 3)


@pytest.mark.parametrize(
    ("page", "asked", "shown", "has_more"),
    [
        (1, ["/u-100", "/u-101"], ["r-u-100", "r-u-101"], True),
        (2, ["/u-102", ""], ["r-u-102", "r-own"], False),
    ],
)
async def test_a_page_asks_for_as_many_rooms_as_are_looked_at(
    page: int, asked: Any, shown: Any, has_more: bool, http: Any, adapter: Any, room: Any
) -> None:
    http.on("GET", OWN, room("u-103", "r-own"))
    for user in ("u-100", "u-101", "u-102"):
        http.on("GET", f"{OWN}/{user}", room(user, f"r-{user}"))
    batch = await adapter(room_owners=["u-102", "u-101", "u-100"]).list_rooms(RoomQuery(at_most=2), page)
    assert [call.path for call in http.calls] == [f"{OWN}{tail}" for tail in asked]
    assert ([room.vendor_id for room in batch.items], batch.has_more) == (shown, has_more)


@pytest.mark.parametrize("lengths", [(2, 3, 1), (1, 1, 1, 1, 1, 1), (3, 10), (4, 1, 1), (1, 5)])
@pytest.mark.parametrize("page_info", ["endCursor", "endCursor hasNextPage"])
@pytest.mark.parametrize("own", ["u-100", "u-102", "u-999"])
async def test_every_room_is_shown_once_whatever_length_the_pages_have(
    lengths: Sequence[int], page_info: str, own: str, http: Any, adapter: Any, room: Any
) -> None:
    users = [f"u-10{number}" for number in range(5)]
    http.on("GET", OWN, room(own, f"r-{own}"))
    for user in users:
        http.on("GET", f"{OWN}/{user}", room(user, f"r-{user}"))
    speaking, shown, after = adapter(room_owners=users), [], None
    for number, length in enumerate((*lengths, 10)):
        # Whether a page looks ahead differs, too.
        asked = page_info if number % 2 else "endCursor"
        text = f"rooms(first: {length}, after: $after) {{ nodes {{ vendorId }} pageInfo {{ {asked} }} }}"
        result = await ask(f"query($after: String) {{ {text} }}", [speaking], {"after": after})
        assert result.data is not None
        shown += [each["vendorId"] for each in result.data["rooms"]["nodes"]]
        after = result.data["rooms"]["pageInfo"]["endCursor"] or after
    assert sorted(shown) == sorted({f"r-{user}" for user in (*users, own)})


async def test_a_page_that_would_show_no_room_shows_all_that_follow(
    http: Any, adapter: Any, room: Any, problems: Any
) -> None:
    http.on("GET", OWN, room("u-103", "r-own"))
    http.on("GET", f"{OWN}/u-100", {"result": 1000}, 406)
    http.on("GET", f"{OWN}/u-102", room("u-102", "r-u-102"))
    batch = await adapter(room_owners=["u-100", "u-101", "u-102"]).list_rooms(RoomQuery(at_most=1), 1)
    assert ([room.vendor_id for room in batch.items], batch.has_more) == (["r-u-102", "r-own"], False)
    assert len(problems) == 1


async def test_a_list_whose_every_room_is_refused_is_a_refusal_from_its_first_page_on(
    http: Any, adapter: Any
) -> None:
    for path in (OWN, f"{OWN}/u-100", f"{OWN}/u-101"):
        http.on("GET", path, {"result": 1000}, 406)
    with pytest.raises(VendorRejected):
        await adapter(room_owners=["u-100", "u-101"]).list_rooms(RoomQuery(at_most=1), 1)


@pytest.mark.parametrize(("kinds", "page"), [(None, 2), ({RoomKind.WAITING}, 1), ({RoomKind.MEETING}, 1)])
async def test_other_pages_and_kinds_are_empty_without_a_call(
    kinds: Any, page: int, http: Any, adapter: Any
) -> None:
    query = RoomQuery(kinds=kinds and frozenset(kinds))
    assert await adapter().list_rooms(query, page) == Batch()
    assert http.calls == []


async def test_a_refused_owner_costs_only_that_room(
    http: Any, adapter: Any, room: Any, problems: Any
) -> None:
    http.on("GET", OWN, room("u-100", "r-p1"))
    http.on("GET", f"{OWN}/u-101", {"result": 1000}, 406)
    batch = await adapter(room_owners=["u-101"]).list_rooms(RoomQuery(), 1)
    assert [room.vendor_id for room in batch.items] == ["r-p1"]
    assert len(problems) == 1


async def test_a_list_whose_every_room_is_refused_is_a_refusal(http: Any, adapter: Any) -> None:
    http.on("GET", OWN, {"result": 1000}, 406)
    with pytest.raises(VendorRejected):
        await adapter().list_rooms(RoomQuery(), 1)


async def test_a_list_that_is_incomplete_for_a_time_is_no_list(http: Any, adapter: Any, room: Any) -> None:
    async def late(call: Any) -> Any:
        return VendorTimeout(Vendor.ENABLEX, "read room")

    http.on("GET", OWN, room("u-100", "r-p1"))
    http.on("GET", f"{OWN}/u-101", late)
    with pytest.raises(VendorTimeout):
        await adapter(room_owners=["u-101"]).list_rooms(RoomQuery(), 1)


@pytest.mark.parametrize("user_id", [None, ""])
async def test_an_own_room_of_nobody_cannot_be_read(user_id: Any, http: Any, adapter: Any, room: Any) -> None:
    http.on("GET", OWN, room(user_id, "r-p1"))
    with pytest.raises(VendorBadResponse):
        await adapter().list_rooms(RoomQuery(), 1)


# By the vendor's own id


async def test_a_room_is_located_among_the_permanent_ones(http: Any, adapter: Any, room: Any) -> None:
    http.on("GET", OWN, room("u-100", "r-p1"))
    http.on("GET", f"{OWN}/u-101", room("u-101", "r-p2"))
    speaker = adapter(room_owners=["u-101"])
    assert await speaker.locate(Kind.ROOM, "r-p2") == key("permanent", "u-101")


async def test_a_room_behind_a_meeting_cannot_be_located(http: Any, adapter: Any, room: Any) -> None:
    http.on("GET", OWN, room("u-100", "r-p1"))
    assert await adapter().locate(Kind.ROOM, "r-1") is None


# What can be done with it


def test_only_a_permanent_rooms_pins_and_settings_can_be_changed(adapter: Any) -> None:
    changes = {Capability.RESET_PINS, Capability.UPDATE_ROOMS}
    permanent, behind = a_room(kind=RoomKind.PERMANENT), a_room(kind=RoomKind.MEETING)
    assert changes <= adapter().capabilities_of_room(permanent)
    assert not changes & adapter().capabilities_of_room(behind)
