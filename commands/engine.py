"""The engine for device commands: starts and stops their background tasks, and is the entry for the graph."""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Any

from commands import accept, presence, refusals, state_machine
from commands.accept import Accepted
from commands.checkpoints import Checkpoint, Checkpoints, NoCheckpoints
from commands.compensation import Compensator
from commands.delivery_lookup import DeliveryLookup
from commands.device_locks import DeviceLocks
from commands.dispatch import Dispatcher
from commands.events import CommandEvents, topic
from commands.open_commands import OpenCommands
from commands.orders import Order
from commands.reconcile import reconcile_lost
from commands.track import Tracker
from commands.transitions import Transitions
from models.account import Account
from models.caller import Caller
from models.command import Command, CommandSource, CompensationState
from models.device import Presence
from models.documents.audit import Act
from models.documents.command import CommandRecord
from models.errors import MeetgraphError, StoreUnavailable, UnreadableDocument, WriteRefused
from models.ids import Key
from models.stage import Stage
from runtime.background_tasks import BackgroundTasks
from store import audit_outbox, command_queries
from store.audit_log import AuditLog
from store.compensation import compensations
from store.store import Store
from vendors.adapters import Adapters

_SWEPT_EVERY_SECONDS = 1.0
# How often the entries of the audit log are looked for that a process which was killed has left.
_LINKED_EVERY_SECONDS = audit_outbox.LEFT_AFTER.total_seconds() / 2
# Inside what an orchestrator allows between SIGTERM and SIGKILL.
_FINISH_SECONDS = state_machine.SEND_SECONDS
# Shorter than an operation's deadline, so that a command is not accepted after its caller has given up.
_TURN_SECONDS = 6.0

_log = logging.getLogger(__name__)


class Commands:
    """Device commands, from acceptance to their end."""

    def __init__(
        self,
        store: Store,
        vendors: Adapters,
        *,
        checkpoints: Checkpoints | None = None,
        audit_log: AuditLog | None = None,
    ) -> None:
        """Creates the engine; nothing runs yet.

        Args:
            store: the store; it may be unavailable.
            vendors: the adapters to send through.
            checkpoints: called when a command reaches a checkpoint.
            audit_log: the audit log of this process; by default one of the commands' own.
        """
        self._store = store
        self._vendors = vendors
        self._checkpoints = checkpoints or NoCheckpoints()
        holder = secrets.token_hex(8)
        self._audit_log = audit_log or AuditLog(store)
        self.transitions = Transitions(store, self._audit_log)
        lookup = DeliveryLookup(store, vendors)
        self._open = OpenCommands(store)
        self._compensator = Compensator(
            store,
            vendors,
            self._open,
            audit_log=self._audit_log,
            checkpoints=self._checkpoints,
            recorded=lambda: self._dispatcher.wake.set(),
        )
        self._tracker = Tracker(
            store,
            vendors,
            self._open,
            self.transitions,
            lookup,
            holder=holder,
            given_up=self._compensator.wake.set,
        )
        self._dispatcher = Dispatcher(
            store,
            vendors,
            self._open,
            self.transitions,
            lookup,
            holder=holder,
            checkpoints=self._checkpoints,
            sent=self._sent,
        )
        self._events = CommandEvents(store, noticed=self._open.noticed)
        self._device_locks = DeviceLocks()
        self._tasks = BackgroundTasks("commands")

    def start(self) -> None:
        """Starts the background tasks; they wait while the store is unavailable."""
        work: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {
            "dispatcher": self._dispatcher.run,
            "tracker": self._tracker.run,
            "compensator": self._compensator.run,
            "events": self._events.run,
            "reconciler": self._reconcile,
            "audit outbox": self._link_left,
        }
        for name, run in work.items():
            self._tasks.start(_for_ever(run), name=name)

    async def aclose(self, *, seconds: float = _FINISH_SECONDS) -> None:
        """Stops the background tasks: finishes running attempts and releases the leases.

        Args:
            seconds: the time limit for running attempts; other replicas reconcile the rest.
        """
        await self._tasks.aclose()
        await self._dispatcher.finish(seconds)

    def _sent(self) -> None:
        self._tracker.wake.set()
        self._compensator.wake.set()

    async def accepted_before(self, order: Order) -> Accepted | None:
        """The commands that were accepted under the order's key before; see `accept.accepted_before`."""
        return await accept.accepted_before(self._store, order)

    async def accept(self, order: Order, seen: Mapping[Key, tuple[str, ...] | None]) -> Accepted:
        """Stores the order's commands and has them sent; see `accept.accept`."""
        adapter = self._vendors[order.meeting.account]
        delivery = adapter.delivery(order.type)
        opposite = adapter.opposite(order.type, order.parameters)
        await self._checkpoints.reached(Checkpoint.BEFORE_INSERT)
        async with AsyncExitStack() as turn:
            try:
                await turn.enter_async_context(self._device_locks.of(order.devices, seconds=_TURN_SECONDS))
            except TimeoutError as error:
                raise WriteRefused([refusals.overrun()]) from error
            accepted = await accept.accept(
                self._store, self._audit_log, order, delivery=delivery, opposite=opposite, seen=seen
            )
        self._open.noticed()
        await self._checkpoints.reached(Checkpoint.AFTER_INSERT)
        self._dispatcher.wake.set()
        return accepted

    async def cancel(self, key: Key, *, caller: Caller, request_id: str) -> CommandRecord | None:
        """Cancels a command that was not sent; None if there is no command of ours with this key.

        Args:
            key: which command.
            caller: who cancels it, for the audit log.
            request_id: the id of the request, for the audit log.

        Raises:
            WriteRefused: it was sent, or has ended.
            StoreUnavailable: MongoDB is unavailable.
        """
        act = Act(caller=caller.id, action="cancelCommand", request_id=request_id)
        while True:
            record = await self.by_key(key)
            if record is None:
                return None
            if record.stage is not Stage.ACCEPTED:
                raise WriteRefused([refusals.no_longer(record)])
            if record.compensates is not None:
                raise WriteRefused([refusals.is_needed()])
            moved = await self.transitions.move(
                record,
                Stage.CANCELLED,
                CommandSource.GATEWAY,
                "It was cancelled.",
                cancelled_by=act.model_dump(),
            )
            if moved is not None:
                return moved

    async def by_key(self, key: Key) -> CommandRecord | None:
        """A command of ours, by its own key or by the vendor's id of it.

        Raises:
            UnreadableDocument: the command cannot be decoded.
            StoreUnavailable: MongoDB is unavailable.
        """
        return await command_queries.by_key(self._store, key)

    async def to_follow(self, key: Key) -> CommandRecord | None:
        """A command of ours for a subscription; see `by_key`.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        return await self._events.read(lambda: self.by_key(key))

    async def of_meetings(
        self, meetings: Sequence[Key], lost: list[UnreadableDocument] | None = None
    ) -> list[CommandRecord]:
        """Our commands of some meetings, in the order of their acceptance.

        Args:
            meetings: which.
            lost: collects those that cannot be decoded.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        return await command_queries.of_meetings(self._store, meetings, lost)

    async def presences(self, devices: Sequence[Key]) -> Mapping[Key, Presence]:
        """The presence of devices of one vendor, by their keys; see `presence.of`."""
        return await presence.of(devices, self._vendors[devices[0].account], self._store)

    async def compensations(self, account: Account) -> Mapping[CompensationState, int]:
        """The number of commands of the last day by the state of their compensation, over all replicas.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        return await compensations(self._store, account, hours=24)

    def follow_command(self, key: Key) -> AsyncGenerator[Command, None]:
        """A command's present state, and every further step until it has ended; nothing for an unknown command."""

        async def present() -> Sequence[CommandRecord]:
            record = await self.by_key(key)
            return () if record is None else (record,)

        return self._events.follow((topic(key),), present, until_settled=True)

    def follow_devices(self, devices: Sequence[Key]) -> AsyncGenerator[Command, None]:
        """The present state of some devices' open commands, and every step of any of their commands."""
        present = partial(command_queries.open_of_devices, self._store, devices)
        return self._events.follow(map(topic, devices), present)

    def follow_meetings(self, meetings: Sequence[Key]) -> AsyncGenerator[Command, None]:
        """The present state of some meetings' open commands, and every step of any of their commands."""
        present = partial(command_queries.open_of_meetings, self._store, meetings)
        return self._events.follow(map(topic, meetings), present)

    def end(self, account: Account, error: MeetgraphError) -> None:
        """Ends the subscriptions to commands of an account that was removed."""
        self._events.end(account, error)

    async def _reconcile(self) -> None:
        while True:
            with suppress(StoreUnavailable):
                if await self._open.may_exist():
                    await reconcile_lost(self._store, self.transitions)
            await asyncio.sleep(_SWEPT_EVERY_SECONDS)

    async def _link_left(self) -> None:
        while True:
            with suppress(StoreUnavailable):
                await audit_outbox.link_left(self._store, self._audit_log)
            await asyncio.sleep(_LINKED_EVERY_SECONDS)


async def _for_ever(run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    while True:
        try:
            await run()
        except Exception:  # noqa: BLE001 - an error in one round must not end the task
            _log.exception("A fault in the commands' engine; it goes on.")
        await asyncio.sleep(_SWEPT_EVERY_SECONDS)
