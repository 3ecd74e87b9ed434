"""Maps Telecomx tablets and their commands to our models. Pure."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import UNSET

from models.account import Account
from models.command import PARAMETERS, Command, CommandParameters, CommandType
from models.device import Device, MeetingDevice
from models.ids import Key, Kind
from models.partial import Maybe, Unfetched
from models.view import with_changes
from vendors.telecomx import envelopes, payloads
from vendors.telecomx.mapping.settings import quality, tablet_settings
from vendors.telecomx.values import switch, text, whole

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


def device(account: Account, payload: payloads.Device, *, whole_device: bool) -> Device:
    """A tablet by itself.

    Args:
        payload: from E10 or E11.
        whole_device: whether it is from E11, so that what it does not show is not there.
    """

    def shown(value: Any, read: Callable[[Any], Any] = text) -> Any:
        if value is UNSET:
            return None if whole_device else Unfetched(DEVICE)
        return read(value)

    applications: Maybe[tuple[str, ...]] = shown(payload.applications, _application_names)
    return Device(
        key=Key(Kind.DEVICE, account, (payload.id,)),
        name=text(payload.name),
        # It is not documented whether these two are ever present; another call would not return them.
        serial=text(payload.serial),
        location=text(payload.technical_room_number),
        barcode=text(payload.device_id),
        vendor_type=shown(payload.type),
        android_type=shown(payload.android_type),
        mac=shown(payload.mac),
        enabled=shown(payload.enabled, switch),
        development_mode=shown(payload.development_mode, switch),
        has_flexcare_order=shown(payload.has_flexcare_order, switch),
        iot_id=shown(payload.iot_id),
        tablet_profile=shown(payload.tablet_profile),
        info=shown(payload.info),
        applications=None if "applications" in payload.unreadable else applications,
    )


def completed_by(known: Device, fetched: Device) -> Device:
    """The tablet as its own page shows it; what that page lacks stays as a room showed it."""

    def kept(name: str) -> Any:
        value, before = getattr(fetched, name), getattr(known, name)
        return before if value is None and not isinstance(before, Unfetched) else value

    return with_changes(fetched, **{name: kept(name) for name in ("name", "serial", "location", "barcode")})


def meeting_device(meeting: Key, tablet: envelopes.Tablet) -> MeetingDevice:
    """A tablet in a meeting, with the snapshot of its settings."""
    record = tablet.record
    entry = Key(Kind.MEETING_DEVICE, meeting.account, (*meeting.parts, record.id))
    return MeetingDevice(
        key=entry,
        device=_device_of_room(meeting.account, record),
        meeting_key=meeting,
        settings=tablet_settings(record.settings) if record.settings else None,
        live_settings=Unfetched(LIVE),
        live_state=Unfetched(LIVE),
        commands=_commands_of_room(entry, tablet),
    )


def needs_the_room(live: envelopes.Live) -> bool:
    """Whether E3 lacks the state of the commands: its table has neither flag."""
    if live.commands is None:
        return False
    return not live.is_whole or any(None in (entry.fetched, entry.executed) for entry in live.commands)


def with_live(entry: MeetingDevice, live: envelopes.Live, known: Iterable[Command] | None) -> MeetingDevice:
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
        live_settings=tablet_settings(live.settings) if live.settings else None,
        live_state=text(live.state),
        commands=None if known is None and told is None else commands(known or (), told or ()),
    )


def command(entry: Key, payload: payloads.Command) -> Command:
    """A command; `entry` is the tablet in its meeting."""
    kind = COMMAND.get(payload.type or "", CommandType.UNKNOWN)
    belongs = PARAMETERS[kind]
    return Command(
        key=Key(Kind.COMMAND, entry.account, (*entry.parts, payload.id)),
        type=kind,
        vendor_type=text(payload.type),
        parameters=CommandParameters(
            value=payload.value if "value" in belongs else None,
            volume=whole(payload.volume) if "volume" in belongs else None,
            quality=quality(payload.quality) if "quality" in belongs else None,
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


def _commands_of_room(entry: Key, tablet: envelopes.Tablet) -> Maybe[tuple[Command, ...]]:
    if tablet.commands is None:
        return None if tablet.is_garbled else Unfetched(LIVE)
    return commands(command(entry, payload) for payload in tablet.commands)


def _device_of_room(account: Account, record: payloads.RoomDevice) -> Device:
    elsewhere = Unfetched(DEVICE)

    def shown(value: Any) -> Maybe[str]:
        return elsewhere if value is UNSET else text(value)

    return Device(
        key=Key(Kind.DEVICE, account, (record.id,)),
        name=text(record.name),
        serial=shown(record.serial),
        barcode=text(record.device_id),
        location=shown(record.technical_room_number),
        vendor_type=elsewhere,
        android_type=elsewhere,
        mac=elsewhere,
        enabled=elsewhere,
        development_mode=elsewhere,
        has_flexcare_order=elsewhere,
        iot_id=elsewhere,
        tablet_profile=elsewhere,
        info=elsewhere,
        applications=elsewhere,
    )


def _application_names(listed: Iterable[payloads.Application | payloads.Word] | None) -> tuple[str, ...]:
    """No page tells what an entry looks like: a bare name, or an object that has one."""
    names = (
        text(entry.name or entry.package_name) if isinstance(entry, payloads.Application) else text(entry)
        for entry in listed or ()
    )
    return tuple(name for name in names if name)


def _either(one: bool | None, other: bool | None) -> bool | None:
    return other if one is None else one or bool(other)
