"""What breaks while EnableX is written to: the write arrives once, and its error leaves open what became of it."""

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from models.drafts import LobbyDraft, MediaDraft, MeetingChanges, PinReset, RoomChanges
from models.errors import (
    VendorBadResponse,
    VendorError,
    VendorUnreachable,
)
from models.meeting import MeetingState
from tests.support.accounts import ENABLEX
from tests.support.enablex import a_draft, meeting_key, room_key
from tests.support.raw_vendor import EASY, Behaviour, Wire, vendor_that
from vendors.enablex.adapter import EnableXAdapter

M1 = meeting_key("m-1")
ROOM = room_key("permanent", "u-1")

WRITES: dict[str, tuple[str, Callable[[EnableXAdapter, Any], Awaitable[Any]]]] = {
    "schedule": (
        "POST /meetings",
        lambda adapter, now: adapter.schedule_meeting(a_draft(starts_at=now() + timedelta(hours=1))),
    ),
    "update": (
        "PATCH /meetings/m-1",
        lambda adapter, _: adapter.update_meeting(MeetingChanges(meeting=M1, title="Ear check")),
    ),
    "cancel": ("DELETE /meetings/m-1", lambda adapter, _: adapter.cancel_meeting(M1)),
    "reset pins": (
        "PATCH /meetings/permanent/r-1",
        lambda adapter, _: adapter.reset_pins(PinReset(room=ROOM)),
    ),
    "update room": (
        "PATCH /meetings/permanent/r-1",
        lambda adapter, _: adapter.update_room(RoomChanges(room=ROOM, name="Quiet room")),
    ),
    "change lobby": (
        "PATCH /meetings/m-1/lobby",
        lambda adapter, _: adapter.set_lobby(LobbyDraft(meeting=M1, messages=("Please wait",))),
    ),
    "add lobby": (
        "POST /meetings/m-1/lobby",
        lambda adapter, _: adapter.set_lobby(LobbyDraft(meeting=M1, images=(MediaDraft(content=b"GIF89a"),))),
    ),
    "clear lobby": ("DELETE /meetings/m-1/lobby", lambda adapter, _: adapter.clear_lobby(M1)),
}

READS = {
    "/api/timezones": {"timezones": [{"timezone_id": "11", "zone_name": "UTC"}]},
    "/api/meeting/permanent/u-1": {
        "permanent_room": {"room_id": "r-1", "user_id": "u-1", "mpin": "480517", "ppin": "590618"}
    },
}
# Of no meaning to the vendor; must not come back in any word of ours.
CANARIES = ("480517", "590618", "link-canary", "key-1")


def answers(body: Any, status: str = "200 OK", *headers: str) -> Behaviour:
    async def behave(wire: Wire) -> None:
        await wire.answer(body if isinstance(body, bytes) else json.dumps(body).encode(), status, *headers)

    return behave


SECRETIVE = {"result": 500, "desc": "480517 590618 https://link-canary"}
# What is EnableX' own; what any vendor may do is tried in `contract/`.
FAULTS: dict[str, tuple[Behaviour, type[VendorError]]] = {
    "500 under 200": (answers(SECRETIVE), VendorUnreachable),
    "500 about credentials": (answers({"result": 1001}, "500 Server Error"), VendorUnreachable),
    "no result": (answers({"meeting": {"mpin": "480517"}}), VendorBadResponse),
}


def misbehaving(call: str, fault: Behaviour) -> Behaviour:
    """A vendor that reads well, and fails at one call."""
    method, path = call.split()

    async def behave(wire: Wire) -> None:
        while True:
            head = (await wire.request()).split(b" ", 2)
            if (head[0].decode(), head[1].decode()) == (method, f"/api{path}"):
                await fault(wire)
                continue
            found = READS.get(head[1].decode())
            if found is None:
                await wire.answer(b'{"result": 404}', "404 Not Found")
            else:
                await wire.answer(json.dumps({"result": 1, **found}).encode())

    return behave


def arrivals(seen: list[bytes], call: str) -> int:
    method, path = call.split()
    return sum(request.startswith(f"{method} /api{path} ".encode()) for request in seen)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("write", WRITES)
async def test_a_write_that_fails_arrives_once_and_is_left_open(
    write: str, fault: str, settings: Any, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    call, carry_out = WRITES[write]
    behaviour, error = FAULTS[fault]
    async with vendor_that(misbehaving(call, behaviour), account=ENABLEX) as (http, seen):
        with pytest.raises(error) as raised:
            await carry_out(EnableXAdapter(settings(), http, clock), clock)
    assert arrivals(seen, call) == 1
    assert raised.value.may_have_arrived
    told = f"{caplog.text} {raised.value!r} {raised.value} {raised.value.__cause__!r}"
    assert [canary for canary in CANARIES if canary in told] == []


@pytest.mark.parametrize(
    "body", [b'{ "result": 1, "msg": "Meeting has been cancelled". "event": { ', b"", b'{"result": "1 "}']
)
async def test_a_cancellation_succeeds_by_its_status(body: bytes, settings: Any, clock: Any) -> None:
    call, carry_out = WRITES["cancel"]
    async with vendor_that(misbehaving(call, answers(body)), account=ENABLEX) as (http, seen):
        meeting = await carry_out(EnableXAdapter(settings(), http, clock), clock)
    assert (meeting.key, meeting.state, arrivals(seen, call)) == (M1, MeetingState.CANCELLED, 1)


UNSHOWN: list[Any] = [
    {},
    {"meeting": None},
    {"meeting": []},
    {"meeting": "done"},
    {"meeting": {"meeting_id": {}}},
]


@pytest.mark.parametrize("body", UNSHOWN)
@pytest.mark.parametrize("is_readable", [True, False])
async def test_a_change_that_enablex_says_it_has_made_is_told_though_its_answer_does_not_show_it(
    body: dict[str, Any], is_readable: bool, settings: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = {"meeting_id": "m-1" if is_readable else "m-2", "room_name": "Ear"}
    monkeypatch.setitem(READS, "/api/meetings/m-1", {"meeting": shown})
    call, carry_out = WRITES["update"]
    async with vendor_that(misbehaving(call, answers({"result": 1, **body})), account=ENABLEX) as (
        http,
        seen,
    ):
        meeting = await carry_out(EnableXAdapter(settings(), http, clock), clock)
    assert (meeting.key, meeting.title) == (M1, "Ear" if is_readable else None)
    assert (meeting.state, arrivals(seen, call)) == (MeetingState.UNKNOWN, 1)


@pytest.mark.parametrize("write", ["reset pins", "update room"])
@pytest.mark.parametrize("body", [{}, {"permanent_room": []}, {"permanent_room": "done"}])
async def test_a_changed_room_that_the_answer_does_not_show_is_read_back(
    write: str, body: dict[str, Any], settings: Any, clock: Any
) -> None:
    call, carry_out = WRITES[write]
    async with vendor_that(misbehaving(call, answers({"result": 1, **body})), account=ENABLEX) as (
        http,
        seen,
    ):
        room = await carry_out(EnableXAdapter(settings(), http, clock), clock)
    assert (room.key, room.pins.moderator, arrivals(seen, call)) == (ROOM, "480517", 1)
    assert arrivals(seen, "GET /meeting/permanent/u-1") == 2


@pytest.mark.parametrize("write", ["reset pins", "update room"])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (answers(b"", "503 Service Unavailable"), VendorUnreachable),
        (answers({"result": 1000, "desc": "No"}, "406 Not Acceptable"), VendorBadResponse),
        (answers({"result": 1}), VendorBadResponse),
    ],
)
async def test_a_change_that_cannot_be_read_back_is_neither_refused_nor_unsent(
    write: str, fault: Behaviour, error: type[VendorError], settings: Any, clock: Any
) -> None:
    call, carry_out = WRITES[write]
    reads = 0

    async def behave(wire: Wire) -> None:
        nonlocal reads
        while True:
            method = (await wire.request()).split(b" ", 1)[0].decode()
            reads += method == "GET"
            if method == "GET" and reads == 1:
                await answers({"result": 1, **READS["/api/meeting/permanent/u-1"]})(wire)
            else:
                await (answers({"result": 1}) if method != "GET" else fault)(wire)

    async with vendor_that(behave, limits=EASY, account=ENABLEX) as (http, seen):
        with pytest.raises(error) as raised:
            await carry_out(EnableXAdapter(settings(), http, clock), clock)
    assert (raised.value.may_have_arrived, arrivals(seen, call)) == (True, 1)


@pytest.mark.parametrize(
    ("write", "body"),
    [
        ("update", {"meeting": {"meeting_id": "m-2"}}),
        ("cancel", {"event": {"meeting_id": "m-2"}}),
        ("reset pins", {"permanent_room": {"room_id": "r-2", "user_id": "u-2"}}),
        ("update room", {"permanent_room": {"room_id": "r-2", "user_id": "u-2"}}),
    ],
)
async def test_an_answer_about_something_else_is_not_believed(
    write: str, body: dict[str, Any], settings: Any, clock: Any
) -> None:
    call, carry_out = WRITES[write]
    async with vendor_that(misbehaving(call, answers({"result": 1, **body})), account=ENABLEX) as (http, _):
        with pytest.raises(VendorBadResponse) as raised:
            await carry_out(EnableXAdapter(settings(), http, clock), clock)
    assert raised.value.may_have_arrived


async def test_a_room_is_changed_under_the_other_spelling_where_one_is_unknown(
    settings: Any, clock: Any
) -> None:
    call, carry_out = "PATCH /meeting/permanent/r-1", WRITES["reset pins"][1]
    room = {"permanent_room": {"room_id": "r-1", "user_id": "u-1", "mpin": "1"}}
    async with vendor_that(misbehaving(call, answers({"result": 1, **room})), account=ENABLEX) as (
        http,
        seen,
    ):
        adapter = EnableXAdapter(settings(), http, clock)
        for _ in range(2):
            assert (await carry_out(adapter, clock)).pins.moderator == "1"
    assert arrivals(seen, "PATCH /meetings/permanent/r-1") == 1
    assert arrivals(seen, call) == 2


async def test_the_form_of_a_lobby_names_its_boundary_and_its_length(settings: Any, clock: Any) -> None:
    call, carry_out = WRITES["change lobby"]
    async with vendor_that(misbehaving(call, answers(b"", "503 Down")), account=ENABLEX) as (http, seen):
        with pytest.raises(VendorUnreachable):
            await carry_out(EnableXAdapter(settings(), http, clock), clock)
    (sent,) = seen
    head = sent.split(b"\r\n\r\n")[0].decode().lower()
    assert "content-type: multipart/form-data; boundary=" in head
    assert "content-length: " in head
    assert "application/json" not in head.replace("accept: application/json", "")


async def test_only_a_reset_says_that_it_is_one(settings: Any, clock: Any) -> None:
    for write, says_so in (("reset pins", True), ("update room", False), ("reset pins", True)):
        call, carry_out = WRITES[write]
        async with vendor_that(misbehaving(call, answers(b"", "503 Down")), account=ENABLEX) as (http, seen):
            with pytest.raises(VendorUnreachable):
                await carry_out(EnableXAdapter(settings(), http, clock), clock)
        assert (b"x-action: reset-pins" in seen[-1].lower()) is says_so
