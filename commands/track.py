"""Tracks sent commands: polls each meeting once in the whole fleet, with one request for all its commands."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import starmap
from typing import Any, NamedTuple

from commands import state_machine
from commands.delivery_lookup import DeliveryLookup
from commands.next_state import NextState, next_state
from commands.open_commands import OpenCommands
from commands.transitions import Transitions
from models.account import Account
from models.command import CompensationState
from models.documents.command import CommandRecord
from models.errors import StoreUnavailable, VendorError
from models.ids import Key, Kind
from models.meeting import MeetingCommands
from models.stage import Stage
from polling.lease import LOOKED_EVERY_SECONDS, PollingLease
from polling.pace import COMMANDS, Interval
from runtime.background_tasks import BackgroundTasks
from store import command_queries, leases
from store.command_changes import changed
from store.store import Store
from vendors.adapters import Adapters

# How long before its deadline a command that opens something is polled, to know whether it was picked up by then.
_LAST_LOOK_SECONDS = 0.5

_log = logging.getLogger(__name__)


class TrackedMeeting(NamedTuple):
    """A meeting whose commands are polled together."""

    account: Account
    meeting: str

    @property
    def lease(self) -> str:
        return f"poll:{self.account}:{self.meeting}"


class Tracker:
    """The commands that one replica tracks.

    Attributes:
        wake: set when there may be new commands to track.
    """

    def __init__(
        self,
        store: Store,
        vendors: Adapters,
        open_commands: OpenCommands,
        transitions: Transitions,
        lookup: DeliveryLookup,
        *,
        holder: str,
        given_up: Callable[[], None],
    ) -> None:
        """Creates the tracker.

        Args:
            store: the store.
            vendors: the adapters.
            open_commands: whether there are any.
            transitions: writes the state changes.
            lookup: finds which of the vendor's ids belong to our commands.
            holder: names this replica.
            given_up: called after a command was given up.
        """
        self.wake = asyncio.Event()
        self._given_up = given_up
        self._store = store
        self._vendors = vendors
        self._open_commands = open_commands
        self._transitions = transitions
        self._lookup = lookup
        self._holder = holder
        self._pollers = BackgroundTasks("following of commands")

    async def run(self) -> None:
        """Tracks commands until it is cancelled; then releases its meetings."""
        try:
            while True:
                self.wake.clear()
                with suppress(StoreUnavailable):
                    for place in await self._open():
                        if place.lease not in self._pollers:
                            self._start(place)
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOKED_EVERY_SECONDS):
                        await self.wake.wait()
        finally:
            await self._pollers.aclose()

    def _start(self, place: TrackedMeeting) -> None:
        poller = self._pollers.start(self._poll(place), name=place.lease)
        # Something may have been sent while it was ending.
        poller.add_done_callback(lambda _: self.wake.set())

    async def _open(self) -> list[TrackedMeeting]:
        """The meetings with commands to track that no other replica tracks."""
        if not await self._open_commands.may_exist():
            return []
        found = await command_queries.meetings_to_follow(self._store, self._vendors)
        places = list(starmap(TrackedMeeting, found))
        held = await leases.held_by_others(self._store, [place.lease for place in places], self._holder)
        return [place for place in places if place.lease not in held]

    async def _poll(self, place: TrackedMeeting) -> None:
        lease = PollingLease(self._store, place.lease, self._holder)
        interval = Interval(COMMANDS)
        try:
            await self._keep_asking(place, lease, interval)
        except StoreUnavailable:
            # The lease expires, and another replica then continues.
            return
        except Exception:  # noqa: BLE001 - an error must not affect the other meetings
            _log.exception("A fault in following a meeting.")
            # It would begin anew at once.
            await asyncio.sleep(LOOKED_EVERY_SECONDS)
        finally:
            # No other replica may poll within the next second.
            await asyncio.sleep(interval.left_at_least(time.monotonic()))
            await lease.release()

    async def _keep_asking(self, place: TrackedMeeting, lease: PollingLease, interval: Interval) -> None:
        known: set[str] = set()
        while True:
            at = time.monotonic()
            try:
                if not await lease.hold():
                    return
            except StoreUnavailable:
                if not lease.is_held:
                    raise
            records, now = await self._followed(place)
            if not records:
                # What is sent before the next second has come is followed without a new lease.
                if (rest := interval.left_at_least(at)) > 0:
                    known.clear()
                    await asyncio.sleep(rest)
                    continue
                return
            if {record.id for record in records} - known:
                interval.changed(at)
            known = {record.id for record in records}
            wait = min(interval.left(at), _until_due(records, now, interval.left_at_least(at)))
            if interval.is_fresh:
                # Its acceptance has read the meeting, and no tablet is quicker than a second.
                newest = max(record.created_at for record in records)
                wait = max(wait, COMMANDS.tick - (now - newest).total_seconds())
            if wait > 0:
                await asyncio.sleep(min(wait, LOOKED_EVERY_SECONDS))
                continue
            interval.asked(at)
            fence = lease.fence
            reading = await self._reading(place, records)
            if fence is None or lease.fence != fence:
                # Another replica may track the meeting by now, with the same result.
                continue
            # The answer is not younger than this by the database's clock.
            as_of = now + timedelta(seconds=time.monotonic() - at)
            if await self._judge(records, reading, now, as_of):
                interval.changed(time.monotonic())

    async def _followed(self, place: TrackedMeeting) -> tuple[list[CommandRecord], datetime]:
        records, now = await command_queries.to_follow(self._store, place.account, place.meeting)
        return records, now or self._store.now()

    async def _reading(
        self, place: TrackedMeeting, records: Sequence[CommandRecord]
    ) -> MeetingCommands | None:
        devices = list(dict.fromkeys(record.device_key for record in records))
        meeting = Key(Kind.MEETING, place.account, (place.meeting,))
        adapter = self._vendors.get(place.account)
        if adapter is None:
            # The account was removed meanwhile.
            return None
        try:
            async with asyncio.timeout(state_machine.SEND_SECONDS):
                return await adapter.commands_of_meeting(meeting, devices)
        except (VendorError, TimeoutError):
            return None

    async def _judge(
        self,
        records: Sequence[CommandRecord],
        reading: MeetingCommands | None,
        now: datetime,
        as_of: datetime,
    ) -> bool:
        """Writes the state of each command from the poll; returns whether anything has changed."""
        linked: set[str] = set()
        if reading is not None:
            linked = await self._lookup.linked(records[0].account, records[0].meeting)
        changed = False
        for record in records:
            outcome = next_state(record, reading, linked, now=now)
            linked |= set(outcome.ids)
            changed |= await self._write(record, outcome, as_of)
        return changed

    async def _write(self, record: CommandRecord, outcome: NextState, as_of: datetime) -> bool:
        learnt: dict[str, Any] = {}
        if outcome.ids != record.vendor_ids:
            learnt["vendor_ids"] = outcome.ids
        if outcome.told != record.told:
            learnt["told"] = outcome.told
        if outcome.picked_up and as_of <= record.expires_at and record.is_armed:
            learnt["compensation__state"] = CompensationState.NOT_NEEDED
        if outcome.to is not None:
            moved = await self._transitions.move(record, outcome.to, outcome.source, outcome.reason, **learnt)
            if moved is not None and moved.is_armed:
                self._given_up()
            return moved is not None
        if learnt:
            await changed(self._store, record, **learnt)
        return False


def _until_due(records: Sequence[CommandRecord], now: datetime, rest: float) -> float:
    """Seconds until the next deadline of a pending command, at which the vendor is polled independently of the pace."""
    due = []
    for record in records:
        left = (record.expires_at - now).total_seconds()
        if record.is_armed and left > _LAST_LOOK_SECONDS:
            due.append(left - _LAST_LOOK_SECONDS)
        elif record.stage in (Stage.SENT, Stage.FETCHED):
            due.append(left)
    return max(rest, min(due, default=float("inf")))
