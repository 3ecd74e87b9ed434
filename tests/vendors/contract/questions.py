"""What an adapter can be asked without a change, about what its lists show: a question for each read that it has."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.errors import VendorError
from models.ids import Kind
from models.listing import DeviceQuery, MeetingQuery, RoomQuery
from models.meeting import MeetingState
from models.partial import Unfetched
from models.vendor import Capability
from vendors.base import Adapter
from vendors.declarations import Effect, MethodDeclaration, declarations

READS = (Effect.READS, Effect.READS_THE_MOMENT)
LISTS: Mapping[str, Any] = {
    "list_meetings": MeetingQuery,
    "list_rooms": RoomQuery,
    "list_devices": DeviceQuery,
}
Questions = dict[str, tuple[Any, ...]]
"""The arguments of each read, by the method's name."""


def declared(adapter: Adapter, *effects: Effect) -> dict[str, MethodDeclaration]:
    """The declarations of the methods with these effects that the adapter has."""
    return {
        name: each
        for name, each in declarations(type(adapter)).items()
        if each.effect in effects and (each.needs is None or each.needs in adapter.capabilities)
    }


async def questions(adapter: Adapter, at_most: int = 20) -> Questions:
    """Questions about the first things that the adapter's lists show.

    Args:
        at_most: about how many of each kind; of sessions and providers three.
    """
    can, found = adapter.capabilities, Questions(probe=(), plan=())

    async def told(name: str, *arguments: Any) -> list[Any]:
        """Asks, and gives the things in the answer."""
        found[name] = arguments
        answer = await getattr(adapter, name)(*arguments)
        parts = answer.values() if isinstance(answer, Mapping) else answer.items
        flat = [row for part in parts for row in (part if isinstance(part, tuple) else (part,))]
        return [row for row in flat if row is not None and not isinstance(row, VendorError)][:at_most]

    async def completed(what: str, rows: Sequence[Any]) -> None:
        for aspect in sorted({aspect for row in rows for aspect in _aspects(row)}):
            await told(f"complete_{what}", aspect, [row for row in rows if aspect in _aspects(row)])

    found["list_meetings"] = (MeetingQuery(), 1)
    every = (await adapter.list_meetings(MeetingQuery(), 1)).items
    running = [row for row in every if row.state is MeetingState.RUNNING]
    listed = list(dict.fromkeys([*running[:1], *every]))[:at_most]
    whole = await told("meetings", _keys(listed))
    found["meetings_again"] = (listed,)
    found["locate"] = (Kind.MEETING, listed[0].vendor_id)
    await completed("meetings", [*listed, *whole])
    rooms: list[Any] = []
    if Capability.READ_ROOMS in can:
        rooms = await told("list_rooms", RoomQuery(), 1)
        shown = await told("rooms", _keys(rooms))
        behind = [
            row.room for row in whole if dataclasses.is_dataclass(row.room) and hasattr(row.room, "key")
        ]
        await completed("rooms", [*rooms, *shown, *behind])
        rooms += behind[: at_most - len(rooms)]
    if Capability.READ_DEVICES in can:
        devices = await told("list_devices", DeviceQuery(), 1)
        entries = [entry for row in whole for entry in _fetched(row.devices)]
        await told("devices", _keys(devices))
        await completed("devices", devices)
        await told("meeting_devices", _keys(entries))
        await completed("meeting_devices", entries)
        found["current_meetings"] = (devices,)
        found["presence"] = (_keys(devices),)
    else:
        found["presence"] = ([],)
    if Capability.READ_COMMANDS in can:
        tablets = [entry.device.key for entry in _fetched(whole[0].devices)]
        found["commands_of_meeting"] = (whole[0].key, tablets)
    if Capability.READ_SESSIONS in can:
        sessions = (await told("sessions_of_meetings", listed))[:3]
        found["sessions"] = (_keys(sessions),)
        found |= dict.fromkeys(("attendance", "recordings"), (sessions,))
    if Capability.READ_PROVIDERS in can:
        providers = (await told("providers_of_rooms", _keys(rooms)))[:3]
        await told("providers", _keys(providers))
        await completed("providers", providers)
    found["polls_of_rooms"] = (rooms, None)
    found["lobbies"] = (_keys(listed),)
    found["room_queues"] = (_keys(rooms),)
    found |= dict.fromkeys(("time_zones", "default_meeting_settings", "settings_templates"), ())
    return {name: arguments for name, arguments in found.items() if name in declared(adapter, *READS)}


async def answers(adapter: Adapter, asked: Questions) -> dict[str, Any]:
    """What the adapter answers to each question; an error of a whole call in place of its answer."""
    found: dict[str, Any] = {}
    for name, arguments in asked.items():
        try:
            found[name] = await getattr(adapter, name)(*arguments)
        except VendorError as error:
            found[name] = error
    return found


def _keys(things: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(thing.key for thing in things))


def _aspects(row: Any) -> set[str]:
    values = (getattr(row, field.name) for field in dataclasses.fields(row))
    return {value.aspect for value in values if isinstance(value, Unfetched)}


def _fetched(value: Any) -> Sequence[Any]:
    return value if isinstance(value, tuple) else ()
