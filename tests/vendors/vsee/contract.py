"""What the contract suite must know of VSee."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from models.drafts import RoomAssignment, RoomDraft
from models.ids import Key, Kind
from tests.vendors.contract.odd_values import BEYOND, NO_DAY, TEXT
from tests.vendors.contract.vendor_contract import VendorContract, documented
from vendors.base import Adapter

_number = count(1)


def _draft(adapter: Adapter) -> RoomDraft:
    return RoomDraft(
        vendor=adapter.vendor, name="Annexe", domain="harbour.vsee.example", slug=f"annexe{next(_number)}"
    )


async def _create(adapter: Adapter) -> tuple[Any, ...]:
    return (_draft(adapter),)


async def _assign(adapter: Adapter) -> tuple[Any, ...]:
    made = await adapter.create_room(_draft(adapter))
    staffed = Key(Kind.ROOM, adapter.account, ("noor1",))
    providers = (await adapter.providers_of_rooms([staffed]))[staffed]
    assert isinstance(providers, tuple)
    return (RoomAssignment(room=made.key, user_id=providers[0].vendor_id),)


async def _unassign(adapter: Adapter) -> tuple[Any, ...]:
    [assignment] = await _assign(adapter)
    await adapter.assign_room(assignment)
    return (assignment,)


def _row(number: int) -> Mapping[str, Any]:
    return {
        "id": str(number),
        "provider_id": "85741",
        "room_id": "171",
        "code": f"visit-{number}",
        "type": 2,
        "status": 10,
        "start": 1605728974 + number,
        "end": 1605729874 + number,
        "meeting": {"conference_pin": 123456},
    }


CONTRACT = VendorContract(
    account={"account_code": "c", "admin_token": "t"},
    meetings=documented("vsee", "visits"),
    answers=(
        ("visits", "list_meetings"),
        ("rooms", "list_rooms"),
        ("room", "rooms"),
        ("queue", "room_queues"),
        ("providers", "providers_of_rooms"),
        ("provider", "providers"),
    ),
    # An object without seconds is no time, and costs its own field.
    things={"RoomSummary.code", "Room.code", "Provider.id", "Visit.id", "Instant.sec"},
    needed={"data", "code", "id", "_id"},
    may_be={
        "provider.status": (
            (TEXT, NO_DAY, BEYOND),
            "Only true is online; a word or a number says nothing about it.",
        ),
        "providers.status": (
            (TEXT, NO_DAY, BEYOND),
            "Only true is online; a word or a number says nothing about it.",
        ),
        "group": ((True,), "Its type is not documented: it may only say that this is for groups."),
    },
    samples={"sec": 1_900_000_000},
    makes={"short_bio": {"short_bio"}, "end": {"duration_minutes"}},
    first_id=("rooms", "list_rooms", ("data", 0, "code")),
    kinds={Kind.MEETING, Kind.ROOM, Kind.SESSION, Kind.PROVIDER},
    writes={"create_room": _create, "assign_room": _assign, "unassign_room": _unassign},
    told_by_status={"unassign_room"},
    short_pages={"page_limit": 4},
    paged={"list_rooms"},
    envelope=('{"data":[', "]}"),
    row=_row,
    rows={"meetings": 96, "rooms": 80},
    scheduling="vendor: { vsee: {} }",
    room=("noor1",),
)
