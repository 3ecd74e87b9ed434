"""Maps Telecomx tablets and their commands to our models. Pure."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from msgspec import UNSET

from models.command import PARAMETERS, Command, CommandParameters, CommandType
from models.device import Device, MeetingDevice
from models.ids import Key, Kind
from models.partial import Maybe, Unfetched
from models.settings import DeviceSettings
from models.view import View, with_changes
from models.view_attributes import derived, supplied
from vendors.samples import known
from vendors.telecomx import envelopes, payloads, rooms
from vendors.telecomx.mapping.settings import quality, tablet_settings
from vendors.telecomx.values import flag, text, whole
from vendors.views import Answer, derived_of_items, keyed, mapped

COMMAND = {
    "START_MEETING": CommandType.START_MEETING,
    "CAMERA_ON": CommandType.CAMERA_ON,
    "MICROPHONE_ON": CommandType.MICROPHONE_ON,
    "SET_QUALITY": CommandType.SET_QUALITY,
    "SET_VOLUME": CommandType.SET_VOLUME,
    "HANGUP": CommandType.HANGUP,
}

# The aspects: what only the tablet's own page shows, and what is in force on it in a meeting.
DEVICE = "device"
LIVE = "live"


def _applications(device: Any) -> Maybe[tuple[str, ...]]:
    listed = device._row.applications
    if listed is UNSET:
        return cast("Maybe[tuple[str, ...]]", device.unless_shown)
    return None if "applications" in device._row.unreadable else _application_names(listed)


class ListedDevice(View, Device):
    """A tablet out of the register's list.

    Attributes:
        unless_shown: what stands for a field that this call does not show and the tablet's own page may.
    """

    unless_shown: ClassVar[Unfetched | None] = Unfetched(DEVICE)

    key = keyed(Kind.DEVICE, "id")
    name = mapped("name", text)
    # It is not documented whether these two are ever present; another call would not return them.
    serial = mapped("serial", text)
    location = mapped("technical_room_number", text)
    barcode = mapped("device_id", text)
    vendor_type = mapped("type", text, absent="unless_shown")
    android_type = mapped("android_type", text, absent="unless_shown")
    mac = mapped("mac", text, absent="unless_shown")
    enabled = mapped("enabled", flag, absent="unless_shown")
    development_mode = mapped("development_mode", flag, absent="unless_shown")
    has_flexcare_order = mapped("has_flexcare_order", flag, absent="unless_shown")
    iot_id = mapped("iot_id", text, absent="unless_shown")
    tablet_profile = mapped("tablet_profile", text, absent="unless_shown")
    info = mapped("info", text, absent="unless_shown")
    applications = derived_of_items(_applications)


class WholeDevice(ListedDevice):
    """A tablet out of its own page, so that what that does not show is not there."""

    unless_shown = None


class DeviceOfRoom(View, Device):
    """A tablet as the room that it is in shows it."""

    unless_shown: ClassVar[Unfetched] = Unfetched(DEVICE)

    key = keyed(Kind.DEVICE, "id")
    name = mapped("name", text)
    serial = mapped("serial", text, absent="unless_shown")
    barcode = mapped("device_id", text)
    location = mapped("technical_room_number", text, absent="unless_shown")
    vendor_type = unless_shown
    android_type = unless_shown
    mac = unless_shown
    enabled = unless_shown
    development_mode = unless_shown
    has_flexcare_order = unless_shown
    iot_id = unless_shown
    tablet_profile = unless_shown
    info = unless_shown
    applications = unless_shown


def _settings(entry: Any) -> DeviceSettings | None:
    row: payloads.RoomDevice = entry._row
    if row.settings is None:
        return None
    return tablet_settings(row.settings, entry._answer._replace(within="settings.", of=entry.key))


def _commands(entry: Any) -> Maybe[tuple[Command, ...]]:
    tablet = rooms.Tablet(entry._row, entry._answer.operation)
    shown = tablet.commands
    if shown is None:
        return None if tablet.is_garbled else Unfetched(LIVE)
    return commands(command(entry.key, payload) for payload in shown)


class TabletInMeeting(View, MeetingDevice):
    """A tablet in a meeting, with the snapshot of its settings."""

    key = derived(
        lambda entry: Key(
            Kind.MEETING_DEVICE, entry._answer.account, (*entry.meeting_key.parts, entry._row.id)
        )
    )
    device = derived(lambda entry: DeviceOfRoom.over(entry._row, entry._answer))
    meeting_key = supplied()
    settings = derived(_settings)
    live_settings = Unfetched(LIVE)
    live_state = Unfetched(LIVE)
    commands = derived_of_items(_commands)


def listed(payload: payloads.Device, answer: Answer) -> Device:
    """A tablet out of the register's list."""
    return ListedDevice.over(payload, answer)


def whole_device(payload: payloads.Device, answer: Answer) -> Device:
    """A tablet out of its own page."""
    return WholeDevice.over(payload, answer)


def completed_by(known: Device, fetched: Device) -> Device:
    """The tablet as its own page shows it; what that page lacks stays as a room showed it."""

    def kept(name: str) -> Any:
        value, before = getattr(fetched, name), getattr(known, name)
        return before if value is None and not isinstance(before, Unfetched) else value

    return with_changes(fetched, **{name: kept(name) for name in ("name", "serial", "location", "barcode")})


def meeting_device(meeting: Key, tablet: rooms.Tablet, answer: Answer) -> MeetingDevice:
    """A tablet in a meeting, with the snapshot of its settings."""
    return TabletInMeeting.over(tablet.record, answer, meeting_key=meeting)


def needs_the_room(live: envelopes.Live) -> bool:
    """Whether E3 lacks the state of the commands: its table has neither flag."""
    if live.commands is None:
        return False
    return not live.is_whole or any(None in (entry.fetched, entry.executed) for entry in live.commands)


def with_live(
    entry: MeetingDevice, live: envelopes.Live, known: Iterable[Command] | None, answer: Answer
) -> MeetingDevice:
    """The tablet with what is in force on it now.

    Args:
        entry: the tablet in its meeting.
        live: what E3 answered.
        known: its commands as the room shows them; None where it does not.
    """
    told = None
    if live.commands is not None:
        told = [command(entry.key, payload) for payload in live.commands]
    return with_changes(
        entry,
        live_settings=(
            None
            if live.settings is None
            else tablet_settings(live.settings, answer._replace(within="settings.", of=entry.key))
        ),
        live_state=text(live.state),
        commands=None if known is None and told is None else commands(known or (), told or ()),
    )


def command(entry: Key, payload: payloads.Command) -> Command:
    """A command; `entry` is the tablet in its meeting."""
    kind = known(COMMAND, payload.type, CommandType.UNKNOWN, at="commands[].type")
    belongs = PARAMETERS[kind]
    return Command(
        key=Key(Kind.COMMAND, entry.account, (*entry.parts, payload.id)),
        type=kind,
        vendor_type=text(payload.type),
        parameters=CommandParameters(
            value=payload.value if "value" in belongs else None,
            volume=whole(payload.volume) if "volume" in belongs else None,
            quality=quality(payload.quality, at="commands[].quality") if "quality" in belongs else None,
        ),
        fetched=payload.fetched,
        executed=payload.executed,
    )


def commands(*sources: Iterable[Command]) -> tuple[Command, ...]:
    """Every command once; a flag that one source shows as set is set."""
    found: dict[Key, Command] = {}
    for entry in (entry for source in sources for entry in source):
        known = found.get(entry.key, entry)
        found[entry.key] = with_changes(
            known,
            fetched=_either(known.fetched, entry.fetched),
            executed=_either(known.executed, entry.executed),
        )
    return tuple(found.values())


def _application_names(listed: Iterable[payloads.Application | payloads.Word] | None) -> tuple[str, ...]:
    """No page tells what an entry looks like: a bare name, or an object that has one."""
    names = (
        text(entry.name or entry.package_name) if isinstance(entry, payloads.Application) else text(entry)
        for entry in listed or ()
    )
    return tuple(name for name in names if name)


def _either(one: bool | None, other: bool | None) -> bool | None:
    return other if one is None else one or bool(other)
