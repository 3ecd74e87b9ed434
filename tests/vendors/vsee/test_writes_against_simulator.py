"""The writes against the stand-in for VSee, over a real socket: each sent once, whatever becomes of it."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import fields
from typing import Any

import pytest

from models.drafts import RoomAssignment, RoomDraft
from models.errors import (
    VendorBadResponse,
    VendorRejected,
    VendorUnreachable,
    WriteRefused,
)
from models.ids import Key, Kind
from models.listing import RoomQuery
from models.partial import Unfetched
from models.problem import Conflict, NotFound, ProblemCode, Rejected
from models.vendor import Vendor
from simulators.clock import Clock
from simulators.vsee.app import VSee
from tests.support.accounts import VSEE, a_key
from tests.support.raw_vendor import reset, vendor_that
from tests.support.world import served_alone
from vendors.http import HttpLimits, VendorHttp
from vendors.vsee.adapter import VSeeAdapter
from vendors.vsee.settings import VSeeSettings

ADMIN_TOKEN = "vsee-demo-admin-token"
DRAFT = RoomDraft(vendor=Vendor.VSEE, name="Annexe", domain="harbour.vsee.example", slug="annexe")


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[VSee, str]]:
    simulator = VSee(Clock())
    with served_alone(simulator) as address:
        yield simulator, address


@pytest.fixture
def simulator(served: tuple[VSee, str]) -> VSee:
    simulator, _ = served
    simulator.reset()
    return simulator


@pytest.fixture
async def account(simulator: VSee, served: tuple[VSee, str]) -> AsyncIterator[Callable[..., VSeeAdapter]]:
    opened: list[VSeeAdapter] = []

    def open_account(
        token: str = ADMIN_TOKEN,
        limits: HttpLimits = HttpLimits(),  # noqa: B008
    ) -> VSeeAdapter:
        settings = VSeeSettings(
            base_url=f"{served[1]}/api_v3",
            account_code="harbour",
            admin_token=token,  # type: ignore[arg-type]
        )
        http = VendorHttp(account=VSEE, base_url=settings.base_url, limits=limits)
        opened.append(VSeeAdapter(settings, http, simulator.clock.now))
        return opened[-1]

    yield open_account
    for adapter in opened:
        await adapter.aclose()


@pytest.fixture
def adapter(account: Callable[..., VSeeAdapter]) -> VSeeAdapter:
    return account()


def key(code: str) -> Key:
    return a_key(Kind.ROOM, Vendor.VSEE, (code,))


def named(thing: Any) -> list[str]:
    return [field.name for field in fields(thing)]


def seen(simulator: VSee) -> list[str]:
    return [f"{entry['method']} {entry['path'].removeprefix('/api_v3')}" for entry in simulator.requests]


def a_provider(simulator: VSee) -> str:
    """A provider who does not serve the reception."""
    users = simulator.world.accounts["harbour"].users.values()
    served = simulator.world.rooms["reception"].provider_ids
    return next(user.id for user in users if user.role == "provider" and user.id not in served)


async def write(adapter: VSeeAdapter, name: str, simulator: VSee) -> Any:
    if name == "create":
        return await adapter.create_room(DRAFT)
    user_id = a_provider(simulator)
    if name == "assign":
        return await adapter.assign_room(RoomAssignment(room=key("reception"), user_id=user_id))
    simulator.world.associate(
        simulator.world.accounts["harbour"].users[user_id], simulator.world.rooms["reception"], None
    )
    return await adapter.unassign_room(RoomAssignment(room=key("reception"), user_id=user_id))


every_write = pytest.mark.parametrize("name", ["create", "assign", "unassign"])


async def refused(call: Any) -> Any:
    with pytest.raises(WriteRefused) as caught:
        await call
    assert caught.value.by_vendor
    (problem,) = caught.value.problems
    return problem


# Making a room


async def test_a_new_room_is_what_vsee_then_shows(adapter, simulator) -> None:
    made = await adapter.create_room(DRAFT)
    shown = (await adapter.rooms([made.key]))[made.key]
    assert seen(simulator) == ["POST /rooms", f"GET /rooms/{made.code}"]
    left = {name for name in named(made) if isinstance(getattr(made, name), Unfetched)}
    assert left == {"description", "specialties"}
    assert all(getattr(made, name) == getattr(shown, name) for name in named(made) if name not in left)


async def test_vsee_makes_up_the_code(adapter, simulator) -> None:
    made = await adapter.create_room(DRAFT)
    assert made.code in simulator.world.rooms
    assert (made.name, made.slug, made.domain) == ("Annexe", "annexe", "harbour.vsee.example")


async def test_a_code_of_ones_own_becomes_the_key(adapter) -> None:
    made = await adapter.create_room(
        RoomDraft(vendor=Vendor.VSEE, name="Årlig", domain="harbour.vsee.example", slug="a", code="Annexe-1")
    )
    assert (made.key, made.name) == (key("Annexe-1"), "Årlig")


@pytest.mark.parametrize("quotes", ["single", "double"])
async def test_a_slug_that_is_taken_is_a_conflict(adapter, simulator, quotes: str) -> None:
    simulator.set_switches({"slug_quotes": quotes})
    await adapter.create_room(DRAFT)
    problem = await refused(adapter.create_room(DRAFT))
    assert isinstance(problem, Conflict)
    assert (problem.path, problem.code, problem.vendor_code) == (
        ("slug",),
        ProblemCode.ALREADY_EXISTS,
        "400",
    )


async def test_a_code_that_is_taken_is_a_conflict(adapter) -> None:
    problem = await refused(
        adapter.create_room(
            RoomDraft(vendor=Vendor.VSEE, name="A", domain="d.example", slug="a", code="reception")
        )
    )
    assert isinstance(problem, Conflict)
    assert problem.path == ("code",)


@pytest.mark.parametrize("switch", [{"html_errors": True}, {"error_without_message": True}])
async def test_without_its_words_a_conflict_is_a_rejection(adapter, simulator, switch) -> None:
    await adapter.create_room(DRAFT)
    simulator.set_switches(switch)
    problem = await refused(adapter.create_room(DRAFT))
    assert isinstance(problem, Rejected)


async def test_what_is_wrong_is_told_without_asking(adapter, simulator) -> None:
    with pytest.raises(WriteRefused) as caught:
        await adapter.create_room(RoomDraft(vendor=Vendor.VSEE, slug="a/b", code="a b"))
    assert [problem.path for problem in caught.value.problems] == [
        ("domain",),
        ("slug",),
        ("name",),
        ("code",),
    ]
    assert not caught.value.by_vendor
    assert seen(simulator) == []


@pytest.mark.parametrize(
    "switch",
    [
        {"times": "string"},
        {"times": "object"},
        {"users_separator": "list"},
        {"missing_text": "false"},
        {"id_key": "_id"},
        {"new_room_provider": True},
        {"account_echo": "other"},
        {"payment_style": "old"},
    ],
)
async def test_a_new_room_is_read_whatever_the_habit(adapter, simulator, switch) -> None:
    simulator.set_switches(switch)
    made = await adapter.create_room(DRAFT)
    room = simulator.world.rooms[made.code]
    assert (made.uid, made.provider_ids) == (room.id, tuple(room.provider_ids))
    assert made.created_at == room.created.replace(microsecond=0) or switch == {"times": "object"}


# Linking and unlinking


async def test_a_link_is_one_call_and_answers_the_room(adapter, simulator) -> None:
    user_id = a_provider(simulator)
    room = await adapter.assign_room(RoomAssignment(room=key("reception"), user_id=user_id))
    assert seen(simulator) == [f"POST /users/{user_id}/rooms"]
    assert room.key == key("reception")
    assert user_id in room.provider_ids
    assert room.uid == simulator.world.rooms["reception"].id


@pytest.mark.parametrize("is_default", [True, False])
async def test_a_link_tells_whether_the_room_is_the_main_one(adapter, simulator, is_default: bool) -> None:
    assignment = RoomAssignment(room=key("reception"), user_id=a_provider(simulator), is_default=is_default)
    assert (await adapter.assign_room(assignment)).is_default is is_default


async def test_without_a_wish_the_main_room_stays(adapter, simulator) -> None:
    assignment = RoomAssignment(room=key("reception"), user_id=a_provider(simulator), is_default=True)
    await adapter.assign_room(assignment)
    again = RoomAssignment(room=assignment.room, user_id=assignment.user_id)
    assert (await adapter.assign_room(again)).is_default is True


@pytest.mark.parametrize(
    "switch",
    [
        {"v7_shape": "object"},
        {"v7_times": "int"},
        {"v7_times": "string"},
        {"v7_rooms": "linked"},
        {"users_separator": "space"},
        {"missing_text": "null"},
    ],
)
async def test_a_link_is_read_whatever_the_habit(adapter, simulator, switch) -> None:
    simulator.set_switches(switch)
    user_id = a_provider(simulator)
    room = await adapter.assign_room(RoomAssignment(room=key("reception"), user_id=user_id))
    assert (room.key, user_id in room.provider_ids) == (key("reception"), True)
    assert room.is_default is (None if "v7_shape" in switch else False)


async def test_what_a_link_does_not_tell_can_be_asked_for(adapter, simulator) -> None:
    room = await adapter.assign_room(RoomAssignment(room=key("reception"), user_id=a_provider(simulator)))
    left = {name for name in named(room) if isinstance(getattr(room, name), Unfetched)}
    assert {"subtitle", "is_open", "allows_walk_ins", "guest_user_type", "specialties"} < left
    whole = (await adapter.complete_rooms("detail", [room]))[room.key]
    assert not any(isinstance(getattr(whole, name), Unfetched) for name in left)


async def test_a_repeated_link_that_vsee_refuses_is_a_problem(adapter, simulator) -> None:
    simulator.set_switches({"v7_repeat": "conflict"})
    assignment = RoomAssignment(room=key("reception"), user_id=a_provider(simulator))
    await adapter.assign_room(assignment)
    # VSee's words are invalid JSON here, so they are lost.
    problem = await refused(adapter.assign_room(assignment))
    assert isinstance(problem, Rejected)


async def test_a_patient_is_no_provider(adapter, simulator) -> None:
    users = simulator.world.accounts["harbour"].users.values()
    patient = next(user.id for user in users if user.role == "member")
    problem = await refused(adapter.assign_room(RoomAssignment(room=key("reception"), user_id=patient)))
    assert (problem.vendor_code, problem.vendor_message) == ("400", f"User {patient} is not a provider.")


@pytest.mark.parametrize("answer", ["empty_object", "no_content"])
async def test_unlinking_is_one_call_whose_status_tells(adapter, simulator, answer: str) -> None:
    simulator.set_switches({"delete_answer": answer})
    user_id = a_provider(simulator)
    assignment = RoomAssignment(room=key("reception"), user_id=user_id)
    await adapter.assign_room(assignment)
    simulator.requests.clear()
    room = await adapter.unassign_room(assignment)
    assert seen(simulator) == [f"DELETE /users/{user_id}/rooms/reception"]
    assert room.key == key("reception")
    assert user_id not in simulator.world.rooms["reception"].provider_ids


async def test_nothing_of_an_unlinked_room_is_made_up(adapter, simulator) -> None:
    room = await write(adapter, "unassign", simulator)
    whole = (await adapter.complete_rooms("detail", [room]))[room.key]
    told = {name for name in named(whole) if getattr(whole, name) is not None}
    missing = {name for name in told if not isinstance(getattr(room, name), Unfetched)}
    assert missing == {"key", "kind", "code"}


@pytest.mark.parametrize("status", [404, 400])
@pytest.mark.parametrize("linked", ["assign", "unassign"])
async def test_with_a_room_that_was_listed_the_unknown_one_is_the_user(
    adapter, simulator, status: int, linked: str
) -> None:
    simulator.set_switches({"not_found_status": status})
    await adapter.list_rooms(RoomQuery(), 1)
    simulator.requests.clear()
    call = adapter.assign_room if linked == "assign" else adapter.unassign_room
    problem = await refused(call(RoomAssignment(room=key("reception"), user_id="999999")))
    assert isinstance(problem, NotFound)
    assert problem.path == ("user_id",)
    assert len(seen(simulator)) == 1


async def test_a_user_who_does_not_serve_the_room_is_not_found_there(adapter, simulator) -> None:
    await adapter.rooms([key("reception")])
    assignment = RoomAssignment(room=key("reception"), user_id=a_provider(simulator))
    assert (await refused(adapter.unassign_room(assignment))).path == ("user_id",)


@pytest.mark.parametrize("linked", ["assign", "unassign"])
async def test_with_a_room_never_seen_it_stays_open_what_is_unknown(adapter, simulator, linked: str) -> None:
    call = adapter.assign_room if linked == "assign" else adapter.unassign_room
    problem = await refused(call(RoomAssignment(room=key("gone"), user_id=a_provider(simulator))))
    assert isinstance(problem, NotFound)
    assert problem.path is None
    assert len(seen(simulator)) == 1


@pytest.mark.parametrize("linked", ["assign", "unassign"])
async def test_a_room_of_another_vendor_is_not_asked_for(adapter, simulator, linked: str) -> None:
    call = adapter.assign_room if linked == "assign" else adapter.unassign_room
    other = a_key(Kind.ROOM, Vendor.ENABLEX, ("reception",))
    assert await call(RoomAssignment(room=other, user_id="1")) is None
    assert seen(simulator) == []


# Credentials and faults


@every_write
async def test_a_token_that_is_not_known_is_the_operators_problem(account, simulator, name: str) -> None:
    with pytest.raises(VendorRejected) as caught:
        await write(account("wrong-token"), name, simulator)
    assert (caught.value.status, caught.value.may_have_arrived) == (401, False)
    assert len(seen(simulator)) == 1


async def test_a_token_without_the_right_is_the_operators_problem(account, simulator) -> None:
    user = simulator.world.accounts["harbour"].users[a_provider(simulator)]
    token = simulator.world.add_token(user).value
    with pytest.raises(VendorRejected) as caught:
        await account(token).create_room(DRAFT)
    assert caught.value.status == 403


async def test_an_account_that_is_not_known_is_the_operators_problem(served, simulator) -> None:
    settings = VSeeSettings(base_url=f"{served[1]}/api_v3", account_code="gone", admin_token=ADMIN_TOKEN)
    adapter = VSeeAdapter.open(VSEE, settings, now=simulator.clock.now)
    with pytest.raises(VendorRejected) as caught:
        await adapter.create_room(DRAFT)
    await adapter.aclose()
    assert caught.value.status == 404


@pytest.mark.parametrize("name", ["create", "assign"])
@pytest.mark.parametrize(
    "body",
    ["<html>hello</html>", "{}", "[]", '{"data":', '{"data":[]}', '{"data":{}}', '{"data":{"code":"other"}}'],
)
async def test_an_answer_without_the_room_leaves_open_what_became_of_it(
    adapter, simulator, name: str, body: str
) -> None:
    if name == "create" and "other" in body:
        body = '{"data":{"code":[]}}'
    simulator.faults.add({"path": "/api_v3/*", "status": 200, "body": body})
    with pytest.raises(VendorBadResponse) as caught:
        await write(adapter, name, simulator)
    assert caught.value.may_have_arrived
    assert len(seen(simulator)) == 1


async def test_a_refusal_that_is_sent_with_success_is_a_refusal(adapter, simulator) -> None:
    simulator.faults.add({"path": "/api_v3/*", "status": 200, "body": '{"code":409,"message":"No."}'})
    assert (await refused(write(adapter, "unassign", simulator))).vendor_code == "409"


async def test_the_wire_carries_a_multipart_form_and_the_token(simulator) -> None:
    settings = VSeeSettings(account_code="harbour", admin_token=ADMIN_TOKEN)  # type: ignore[arg-type]
    async with vendor_that(reset) as (http, arrived):
        with pytest.raises(VendorUnreachable):
            await VSeeAdapter(settings, http, simulator.clock.now).create_room(DRAFT)
    sent = arrived[0].decode().lower()
    assert "content-type: multipart/form-data; boundary=" in sent
    assert f"x-apitoken: {ADMIN_TOKEN}" in sent
    assert 'name="slug"\r\n\r\nannexe\r\n' in sent
    assert 'name="default"' not in sent


async def test_unlinking_has_no_body(simulator) -> None:
    settings = VSeeSettings(account_code="harbour", admin_token=ADMIN_TOKEN)  # type: ignore[arg-type]
    async with vendor_that(reset) as (http, arrived):
        with pytest.raises(VendorUnreachable):
            await write(VSeeAdapter(settings, http, simulator.clock.now), "unassign", simulator)
    head, _, body = arrived[0].partition(b"\r\n\r\n")
    assert body == b""
    assert b"multipart" not in head.lower()
