"""Polls the commands of a meeting with one request at a time."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence

from models.command import Command
from models.ids import Key, Kind
from models.meeting import MeetingCommands, MeetingState
from vendors.telecomx import payloads
from vendors.telecomx.client import TelecomxClient
from vendors.telecomx.mapping import devices as mapping
from vendors.telecomx.mapping.meetings import STATE
from vendors.telecomx.rooms import Room
from vendors.telecomx.values import text
from vendors.worker_thread import in_worker_thread

_REMEMBERED_AT_MOST = 1000


class CommandStatus:
    """Asks where the flags were last seen, and remembers that for the account.

    Both calls may be without them: the table of E3 has neither flag, the example of E6 has no commands. E3 is the
    smaller answer and about one tablet, E6 shows all tablets of a meeting at once. So one tablet is asked for by E3
    and several by E6, until that one does not tell how far the commands have come; then the other is tried, from the
    next time on, since a poller is promised one request a tick.
    """

    def __init__(self, client: TelecomxClient) -> None:
        self._client = client
        self._device_tells = True
        self._room_tells = True
        # The tablet that was asked last, by meeting; who is forgotten begins anew.
        self._last: OrderedDict[str, str] = OrderedDict()

    async def of_meeting(self, meeting: Key, devices: Collection[Key]) -> MeetingCommands | None:
        """The commands of these tablets; None where there is no such meeting."""
        wanted = [device for device in devices if self._is_ours(device)]
        if not self._is_ours(meeting):
            return None
        by_device = self._device_tells if len(wanted) == 1 else not self._room_tells
        if wanted and by_device:
            return await self._by_device(meeting, wanted)
        return await self._by_room(meeting, wanted)

    async def _by_device(self, meeting: Key, wanted: Collection[Key]) -> MeetingCommands:
        key = self._whose_turn(meeting.parts[0], sorted(wanted, key=lambda device: device.parts))
        live = await self._client.live(meeting.parts[0], key.parts[0])
        shown = {}
        if live is not None and live.commands is not None:
            shown = {key: await in_worker_thread(_commands, meeting, key, live.commands)}
        self._device_tells = _tell(shown) and live is not None and live.is_whole
        self._room_tells = self._room_tells or not self._device_tells
        return MeetingCommands(
            state=None if live is None else _state(live.state),
            commands=shown,
            unasked=frozenset(wanted) - {key},
        )

    def _whose_turn(self, meeting_id: str, tablets: Sequence[Key]) -> Key:
        last = self._last.pop(meeting_id, "")
        turn = next((tablet for tablet in tablets if tablet.parts[0] > last), tablets[0])
        self._last[meeting_id] = turn.parts[0]
        if len(self._last) > _REMEMBERED_AT_MOST:
            self._last.popitem(last=False)
        return turn

    async def _by_room(self, meeting: Key, wanted: Iterable[Key]) -> MeetingCommands | None:
        room = await self._client.room(meeting.parts[0])
        if room is None:
            return None
        shown = await in_worker_thread(_of_room, meeting, wanted, room)
        self._room_tells = _tell(shown)
        self._device_tells = self._device_tells or not self._room_tells
        return MeetingCommands(state=_state(text(room.record.state)), commands=shown)

    def _is_ours(self, key: Key) -> bool:
        return key.account == self._client.account and len(key.parts) == 1


def _of_room(meeting: Key, wanted: Iterable[Key], room: Room) -> dict[Key, tuple[Command, ...]]:
    tablets = {tablet.record.id.lower(): tablet for tablet in room.tablets or ()}
    named = ((key, tablets.get(key.parts[0].lower())) for key in wanted)
    shown = ((key, None if tablet is None else tablet.commands) for key, tablet in named)
    return {key: _commands(meeting, key, rows) for key, rows in shown if rows is not None}


def _commands(meeting: Key, device: Key, rows: Iterable[payloads.Command]) -> tuple[Command, ...]:
    entry = Key(Kind.MEETING_DEVICE, meeting.account, (*meeting.parts, *device.parts))
    return mapping.commands(mapping.command(entry, row) for row in rows)


def _tell(shown: Mapping[Key, tuple[Command, ...]]) -> bool:
    """Whether an answer shows commands, and how far each has come."""
    commands = [command for listed in shown.values() for command in listed]
    return bool(commands) and all(None not in (each.fetched, each.executed) for each in commands)


def _state(word: str | None) -> MeetingState | None:
    return STATE.get(word, MeetingState.UNKNOWN) if word else None
