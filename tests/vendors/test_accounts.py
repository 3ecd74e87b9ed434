"""Whatever an adapter answers is in its own account: at no vendor does a key fall back to another tenant's."""

import dataclasses
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from graph.serving.app import utc_now
from graph.serving.process import demo
from models.account import DEFAULT_TENANT, Account
from models.command import CommandParameters, CommandType
from models.drafts import (
    LobbyDraft,
    MeetingChanges,
    MeetingDraft,
    MeetingStart,
    PinReset,
    RoomAssignment,
    RoomChanges,
    RoomDraft,
)
from models.errors import VendorError
from models.ids import Key, Kind
from models.listing import DeviceQuery, MeetingQuery, RoomQuery
from models.meeting import MeetingState
from models.vendor import Capability, Vendor
from simulators.__main__ import SIMULATORS
from simulators.clock import Clock
from tests.support.enablex import a_draft
from tests.support.world import World, in_a_row, port_of, served
from vendors import registry
from vendors.base import Adapter

ACCOUNTS = [Account("other", vendor) for vendor in Vendor] + [
    Account(DEFAULT_TENANT, vendor, "second") for vendor in Vendor
]
# What each vendor's answers name.
KINDS = {
    Vendor.TELECOMX: {Kind.MEETING, Kind.ROOM, Kind.DEVICE, Kind.MEETING_DEVICE, Kind.COMMAND},
    Vendor.ENABLEX: {Kind.MEETING, Kind.ROOM, Kind.SESSION, Kind.POLL},
    Vendor.VCONNCT: {Kind.MEETING, Kind.ROOM, Kind.SESSION},
    Vendor.VSEE: {Kind.MEETING, Kind.ROOM, Kind.SESSION, Kind.PROVIDER},
}


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    sockets = in_a_row(len(SIMULATORS))
    clock = Clock()
    with served({place: kind(clock).app() for place, kind in zip(sockets, SIMULATORS, strict=True)}):
        world = World(port_of(sockets[0]))
        yield world
        world.close()


@pytest.fixture(params=ACCOUNTS, ids=str)
async def adapter(request: Any, world: World) -> AsyncIterator[Adapter]:
    """An adapter of an account that is not the first of the usual tenant."""
    world.reset()
    settings = demo.settings(0, world.first_port)
    row = next(row for row in registry.VENDORS if row.vendor is request.param.vendor)
    adapter = row.adapter.open(request.param, getattr(settings, row.account), now=utc_now)
    yield adapter
    await adapter.aclose()


def keys_in(value: Any) -> Iterator[Key]:
    """Every key at any depth of an answer."""
    if isinstance(value, Key):
        yield value
    elif isinstance(value, Mapping):
        for pair in value.items():
            yield from keys_in(pair)
    elif isinstance(value, list | tuple | set | frozenset):
        for entry in value:
            yield from keys_in(entry)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from keys_in(getattr(value, field.name))


def rows(answer: Mapping[Key, Any]) -> list[Any]:
    return [row for row in answer.values() if row is not None and not isinstance(row, VendorError)]


def each_of(answers: Sequence[Any]) -> list[Any]:
    return [row for answer in answers for row in answer]


async def everything(adapter: Adapter) -> list[Any]:
    """All that the adapter can be asked without a change, about what its lists show."""
    can = adapter.capabilities
    told: list[Any] = []
    meetings = (await adapter.list_meetings(MeetingQuery(), 1)).items[:20]
    listed = await adapter.list_rooms(RoomQuery(), 1)
    rooms = listed.items[:20]
    told += [meetings, listed.meetings[:20], rooms]
    told.append(whole := await adapter.meetings([row.key for row in meetings]))
    told.append(await adapter.meetings_again(meetings))
    told.append(shown := await adapter.rooms([row.key for row in rooms]))
    for kind, named in ((Kind.MEETING, meetings), (Kind.ROOM, rooms)):
        told += [await adapter.locate(kind, row.vendor_id) for row in named[:2]]
    if Capability.READ_DEVICES in can:
        devices = (await adapter.list_devices(DeviceQuery(), 1)).items
        entries = each_of([meeting.devices for meeting in rows(whole)])
        told += [devices, await adapter.devices([row.key for row in devices[:5]])]
        told += [
            await adapter.current_meetings(devices),
            await adapter.presence([row.key for row in devices]),
        ]
        told.append(await adapter.meeting_devices([row.key for row in entries]))
        told.append(await adapter.complete_meeting_devices("live", entries))
        told.append(await adapter.locate(Kind.DEVICE, devices[0].vendor_id))
    if Capability.READ_SESSIONS in can:
        told.append(runs := await adapter.sessions_of_meetings(meetings))
        sessions = each_of(rows(runs))
        told.append(await adapter.sessions([run.key for run in sessions]))
        told.append(await adapter.locate(Kind.SESSION, sessions[0].vendor_id))
        for capability, asked in (
            (Capability.READ_ATTENDANCE, adapter.attendance),
            (Capability.READ_RECORDINGS, adapter.recordings),
        ):
            if capability in can:
                told.append(await asked(sessions[:3]))
    if Capability.READ_POLLS in can:
        behind = [meeting.room for meeting in rows(whole) if meeting.room is not None]
        told.append(await adapter.polls_of_rooms([*rooms, *behind], None))
    if Capability.READ_LOBBY in can:
        told.append(await adapter.lobbies([row.key for row in meetings]))
    if Capability.READ_PROVIDERS in can:
        told.append(of_rooms := await adapter.providers_of_rooms([row.key for row in rooms]))
        told.append(await adapter.providers([row.key for row in each_of(rows(of_rooms))]))
    if Capability.READ_QUEUE in can:
        told += [
            await adapter.room_queues([row.key for row in rows(shown)]),
            adapter.unread_room(rooms[0].key),
        ]
    return told


async def test_every_key_of_every_answer_is_in_the_adapters_own_account(adapter: Adapter) -> None:
    found = set(keys_in(await everything(adapter)))
    assert {key.account for key in found} == {adapter.account}
    assert {key.kind for key in found} >= KINDS[adapter.vendor]


async def telecomx(adapter: Adapter) -> list[Any]:
    listed = (await adapter.list_meetings(MeetingQuery(), 1)).items
    meeting = next(row for row in listed if row.state is MeetingState.RUNNING)
    [whole] = rows(await adapter.meetings([meeting.key]))
    tablet = whole.devices[0].device.key
    sent = await adapter.send_command(meeting.key, tablet, CommandType.HANGUP, CommandParameters())
    devices = (await adapter.list_devices(DeviceQuery(), 1)).items
    free = [row.key for row in devices if row.barcode is not None]
    return [
        sent,
        await adapter.commands_of_meeting(meeting.key, [tablet]),
        await adapter.meetings([meeting.key]),
        await adapter.schedule_meeting(MeetingDraft(vendor=adapter.vendor, devices=tuple(free[:1]))),
    ]


async def enablex(adapter: Adapter) -> list[Any]:
    made = await adapter.schedule_meeting(
        a_draft(starts_at=utc_now().replace(microsecond=0) + timedelta(hours=3))
    )
    room = (await adapter.list_rooms(RoomQuery(), 1)).items[0]
    return [
        made,
        await adapter.update_meeting(MeetingChanges(meeting=made.key, title="Another")),
        await adapter.set_lobby(LobbyDraft(meeting=made.key, messages=("Please wait",))),
        await adapter.clear_lobby(made.key),
        await adapter.cancel_meeting(made.key),
        await adapter.update_room(RoomChanges(room=room.key, name="Quiet")),
        await adapter.reset_pins(PinReset(room=room.key)),
    ]


async def vconnct(adapter: Adapter) -> list[Any]:
    made = await adapter.schedule_meeting(MeetingDraft(vendor=adapter.vendor, title="Consultation"))
    return [
        made,
        await adapter.update_meeting(MeetingChanges(meeting=made.key, title="Another")),
        await adapter.start_meeting(MeetingStart(meeting=made.key, host_name="Dr. Noor")),
        await adapter.end_meeting(made.key),
        await adapter.cancel_meeting(made.key),
    ]


async def vsee(adapter: Adapter) -> list[Any]:
    made = await adapter.create_room(
        RoomDraft(vendor=adapter.vendor, name="Annexe", domain="harbour.vsee.example", slug="annexe")
    )
    staffed = Key(Kind.ROOM, adapter.account, ("noor1",))
    [provider, *_] = each_of(rows(await adapter.providers_of_rooms([staffed])))
    assignment = RoomAssignment(room=made.key, user_id=provider.vendor_id)
    return [made, await adapter.assign_room(assignment), await adapter.unassign_room(assignment)]


CHANGES = {Vendor.TELECOMX: telecomx, Vendor.ENABLEX: enablex, Vendor.VCONNCT: vconnct, Vendor.VSEE: vsee}


async def test_every_key_of_what_is_written_is_in_the_adapters_own_account(adapter: Adapter) -> None:
    answers = await CHANGES[adapter.vendor](adapter)
    assert None not in answers
    assert {key.account for key in keys_in(answers)} == {adapter.account}
