"""The room of an answer, and its participants, tablets and template, each of which is read when it is asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET

from models.vendor import Vendor
from vendors.payload import Row
from vendors.reading import is_empty, note_unreadable
from vendors.telecomx import payloads
from vendors.telecomx.items import P, one, shown
from vendors.telecomx.values import flag, text, whole

# What the room pages' objects have and the conference pages' have not.
_BOOKED = (
    *("subject", "description", "start_time", "end_time", "start_time_medcom", "end_time_medcom"),
    *("external_id", "uuid", "guest_desktop_link", "host_desktop_link", "mobil_link"),
    *("meeting_setting", "participants"),
)
_booked = attrgetter(*_BOOKED)
_NOT_BOOKED = (UNSET,) * len(_BOOKED)

# How a tablet's fields are translated that are no texts.
_TRANSLATED: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys(("camera_on", "camer_on", "microphone_on", "micro_phone_on"), flag),
    **dict.fromkeys(("set_volume", "add_participant", "add_participants"), flag),
    "volume": whole,
}


@dataclass(frozen=True, slots=True)
class Tablet:
    """A tablet in a room."""

    record: payloads.RoomDevice
    operation: str

    @property
    def commands(self) -> tuple[payloads.Command, ...] | None:
        """None where the room does not show them, or in a way that cannot be read."""
        return shown(self.record, "commands", payloads.Command, self.operation)

    @property
    def is_garbled(self) -> bool:
        """Whether it shows its commands in a way that cannot be read."""
        return "commands" in self.record.unreadable


# A struct, because there is one for each row of a list: a frozen dataclass takes five times as long to make.
class Room(msgspec.Struct, frozen=True):
    """A room and what came with it.

    Attributes:
        beside: the object that the room is inside of, where it is not flat.
        operation: our name of the call that showed it.
        is_whole: whether that was the room's own page, so that what it does not show is not there.
    """

    record: payloads.Room
    beside: payloads.NestedRoom | None
    operation: str
    is_whole: bool

    @property
    def is_bare(self) -> bool:
        """Whether it shows what a conference has and nothing of what a booked room has besides."""
        return bool(_booked(self.record) == _NOT_BOOKED)

    @property
    def participants(self) -> tuple[payloads.Participant, ...] | None:
        """None where they are not shown, or in a way that cannot be read."""
        return shown(self.record, "participants", payloads.Participant, self.operation)

    @property
    def tablets(self) -> tuple[Tablet, ...] | None:
        """Those that are listed beside the room and inside it, each once; None as for the participants."""
        return _merged(self._places, self.operation)

    @property
    def has_garbled_tablets(self) -> bool:
        return any("devices" in place.unreadable for place in self._places)

    @property
    def shows_setting(self) -> bool:
        """Whether there is a place for its template, if only to say that it has none."""
        return self._setting is not UNSET

    @property
    def setting(self) -> payloads.Setting | None:
        """Its template, where that is shown and can be read."""
        shown, named = self._setting, self.record.meeting_setting
        found = None if shown is UNSET or is_empty(shown) else self._template(shown, "setting")
        if found is None and isinstance(named, dict) and named:
            found = self._template(
                named, "meetingSetting" if self.beside is None else "meeting.meetingSetting"
            )
        return found

    def _template(self, shown: Any, place: str) -> payloads.Setting | None:
        try:
            return one(shown, payloads.Setting, self.operation)
        except msgspec.ValidationError:
            # One bad template must not cost the room.
            note_unreadable(shown, place, vendor=Vendor.TELECOMX, operation=self.operation, of=self.record)
            return None

    @property
    def _setting(self) -> Any:
        return self.record.setting if self.beside is None else self.beside.setting

    @property
    def _places(self) -> tuple[payloads.NestedRoom | payloads.Room, ...]:
        return (self.record,) if self.beside is None else (self.beside, self.record)


def _merged(
    places: Iterable[payloads.Room | payloads.NestedRoom], operation: str
) -> tuple[Tablet, ...] | None:
    lists = [shown(place, "devices", payloads.RoomDevice, operation) for place in places]
    if all(tablets is None for tablets in lists):
        return None
    found: dict[str, payloads.RoomDevice] = {}
    for tablet in (tablet for tablets in lists for tablet in tablets or ()):
        known = found.get(tablet.id)
        found[tablet.id] = tablet if known is None else _both(known, tablet)
    return tuple(Tablet(record, operation) for record in found.values())


def _both(one: payloads.RoomDevice, other: payloads.RoomDevice) -> payloads.RoomDevice:
    both = _filled(one, other)
    garbled = {"commands"} & (one.unreadable | other.unreadable)
    # The same command may be in both; the mapping makes one of the two.
    told = [
        each.commands or ()
        for each in (one, other)
        if each.commands is not UNSET and "commands" not in each.unreadable
    ]
    if told:
        both.commands = [command for commands in told for command in commands]
    both.mark_unreadable((one.unreadable & other.unreadable) - {"commands"} | (set() if told else garbled))
    return both


def _filled(one: P, other: P) -> P:
    """The one, with what only the other has or shows in a way that can be read, also inside of what both have."""

    def value(name: str) -> Any:
        mine, others = getattr(one, name), getattr(other, name)
        if isinstance(mine, Row) and isinstance(others, Row):
            return _filled(mine, others)
        lacks = not isinstance(mine, Row | list) and _TRANSLATED.get(name, text)(mine) is None
        return others if lacks and others is not UNSET else mine

    return msgspec.structs.replace(one, **{name: value(name) for name in one.__struct_fields__})
