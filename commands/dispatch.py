"""Dispatches commands from the outbox to the vendor: one at a time per device, under a lease written before."""

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from commands import attempts, compensation, presence, state_machine
from commands.accept import SUPERSEDED
from commands.attempts import Attempts
from commands.checkpoints import Checkpoint, Checkpoints
from commands.delivery_lookup import DeliveryLookup
from commands.open_commands import OpenCommands
from commands.state_machine import Next
from commands.transitions import Transitions
from models.account import Account
from models.command import CommandSource, DeliveryGuarantee
from models.documents.command import CommandRecord
from models.errors import StoreUnavailable
from models.stage import Stage
from runtime.background_tasks import BackgroundTasks
from store.command_changes import After, add_vendor_ids, changed
from store.outbox import Outbox
from store.store import Store
from vendors.adapters import Adapters

AT_ONCE = 16
LOOKED_EVERY_SECONDS = 0.5
# After an attempt without an answer.
_LOOKED_AGAIN_SECONDS = 1.0
# The lease is long enough for this and for an attempt.
_HELD_UP_SECONDS = 3.0

_UNANSWERED = "It is not known whether the vendor received it."
_ASLEEP = "It had to wait, and then its device was no longer known to be awake."
_TOO_LATE = "Its deadline passed before it could be sent."

_log = logging.getLogger(__name__)


class Dispatcher:
    """The dispatcher of one replica.

    Attributes:
        wake: set when there is something new to send.
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
        checkpoints: Checkpoints,
        sent: Callable[[], None],
    ) -> None:
        """Takes what it works with.

        Args:
            store: the store with the outbox.
            vendors: the adapters to send through.
            open_commands: whether there are any.
            transitions: writes the outcome of each command.
            lookup: looks for commands that may have arrived.
            holder: names this replica.
            checkpoints: called when a command reaches a checkpoint.
            sent: called after each command that was sent.
        """
        self.wake = asyncio.Event()
        self._store = store
        self._vendors = vendors
        self._open_commands = open_commands
        self._transitions = transitions
        self._lookup = lookup
        self._attempts = Attempts(vendors)
        self._outbox = Outbox(store, vendors, holder=holder)
        self._checkpoints = checkpoints
        self._sent = sent
        # For each account, so that a vendor that hangs for one tenant delays no other.
        self._slots: defaultdict[Account, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
        self._tasks = BackgroundTasks("sending of commands")

    async def run(self) -> None:
        """Sends until it is cancelled; running attempts are left to `finish`."""
        while True:
            self.wake.clear()
            try:
                if await self._open_commands.may_exist():
                    for record in await self._outbox.due():
                        self._take(record, self._send(record))
                    for record in await self._outbox.abandoned():
                        self._take(record, self._reconcile(record))
            except StoreUnavailable:
                pass  # It is retried in the next round.
            try:
                async with asyncio.timeout(LOOKED_EVERY_SECONDS):
                    await self.wake.wait()
            except TimeoutError:
                continue

    async def finish(self, seconds: float) -> None:
        """Waits for running attempts, up to a time limit; other replicas reconcile the rest."""
        await self._tasks.aclose(seconds=seconds)

    def _take(self, record: CommandRecord, work: Any) -> None:
        if record.id in self._tasks:
            work.close()
            return
        self._tasks.start(self._guarded(work, self._slots[record.account]), name=record.id)

    async def _guarded(self, work: Any, slots: asyncio.Semaphore) -> None:
        async with slots:
            try:
                await work
            except StoreUnavailable:
                # Unwritten outcomes are reconciled when their lease has expired.
                _log.warning("The store went away while a command was being sent.")
            except Exception:  # noqa: BLE001 - an error must not affect the other commands
                _log.exception("A fault in sending a command.")
        self.wake.set()

    async def _send(self, record: CommandRecord) -> None:
        await self._checkpoints.reached(Checkpoint.BEFORE_SENDING)
        if record.only_if_awake and not await presence.is_still_awake(record, self._vendors, self._store):
            await self._transitions.move(record, Stage.CANCELLED, CommandSource.GATEWAY, _ASLEEP)
            return
        if record.delivery is DeliveryGuarantee.QUERYABLE and record.seen is None:
            seen = await self._lookup.like(record)
            if seen is None:
                # Without the list of existing commands, the new one could not be recognised later.
                await self._postpone(record, None)
                return
            looked = await changed(self._store, record, seen=seen)
            if looked is None:
                return
            record = looked
        elif record.compensates is not None and await compensation.overtaken(self._store, record):
            # It could not be superseded while it was being sent.
            await self._transitions.move(record, Stage.CANCELLED, CommandSource.GATEWAY, SUPERSEDED)
            return
        elif record.compensates is not None and record.seen is None and not record.has_left:
            # So that it can be found after a lost response; the attempt does not wait for a vendor that cannot be read.
            looked = await changed(self._store, record, seen=await self._lookup.like(record))
            if looked is None:
                return
            record = looked
        began = time.monotonic()
        claimed = await self._outbox.lease(record)
        if claimed is not None:
            await self._deliver(claimed, began)

    async def _reconcile(self, record: CommandRecord) -> None:
        claimed = await self._outbox.take_over(record)
        if claimed is not None:
            await self._clear_up(claimed, CommandSource.RECONCILER)

    async def _deliver(self, record: CommandRecord, began: float) -> None:
        """Makes the attempt that was just recorded, and handles its outcome.

        Args:
            record: leased by us, this attempt counted.
            began: when the lease was requested, by our monotonic clock, so that only the database's clock is trusted.
        """
        if record.began_at is None:
            raise ValueError("an attempt without a beginning")
        await self._checkpoints.reached(Checkpoint.AFTER_SENDING)
        # Checked as late as possible: after a delay another replica may have taken over the lease.
        waited = time.monotonic() - began
        left = (record.expires_at - record.began_at).total_seconds() - waited
        if left < state_machine.SEND_AT_LEAST_SECONDS or waited > _HELD_UP_SECONDS:
            await self._not_left(record, left, None, _TOO_LATE)
            return
        outcome = await self._attempts.make(record, seconds=min(left, state_machine.SEND_SECONDS))
        match outcome:
            case attempts.Taken(vendor_id=vendor_id):
                await self._checkpoints.reached(Checkpoint.AFTER_VENDORS_ANSWER)
                await self._arrived(record, (vendor_id,), CommandSource.VENDOR)
            case attempts.Declined(reason=reason, source=source):
                before = record.attempts - 1
                to = Stage.UNKNOWN if before else Stage.REJECTED
                await self._transitions.move(record, to, source, reason, fenced=True, attempts=before)
            case attempts.NotLeft(reason=reason, seconds=seconds):
                await self._not_left(record, left - (time.monotonic() - began), seconds, reason)
            case attempts.Unanswered(answered=answered):
                await self._clear_up(record, CommandSource.GATEWAY, answered=answered)

    async def _arrived(self, record: CommandRecord, ids: tuple[str, ...], source: CommandSource) -> None:
        known = (*record.vendor_ids, *ids)
        try:
            moved = await self._transitions.move(record, Stage.SENT, source, fenced=True, vendor_ids=known)
        except StoreUnavailable:
            await add_vendor_ids(self._store, record, ids)
            raise
        if moved is None:
            await add_vendor_ids(self._store, record, ids)
        await self._checkpoints.reached(Checkpoint.AFTER_SENT)
        self._sent()

    async def _not_left(
        self, record: CommandRecord, left: float, seconds: float | None, reason: str | None
    ) -> None:
        """Reverts an attempt that was certainly not sent; the command waits for a retry, unless it is too late."""
        before = record.attempts - 1
        pause = max(seconds or 0.0, _pause(record))
        if left - pause < state_machine.SEND_AT_LEAST_SECONDS:
            to = Stage.UNKNOWN if before else Stage.EXPIRED
            await self._transitions.move(
                record, to, CommandSource.GATEWAY, reason or _TOO_LATE, fenced=True, attempts=before
            )
        elif before and record.compensates is None:
            # An earlier attempt may have arrived, so the lease is kept and the command cannot be cancelled.
            taken_back = await changed(
                self._store, record, fenced=True, attempts=before, postponed=record.postponed + 1
            )
            if taken_back is not None:
                await asyncio.sleep(pause)
                await self._send_again(taken_back)
        else:
            await self._postpone(record, pause, attempts=before)

    async def _postpone(self, record: CommandRecord, pause: float | None, **fields: Any) -> None:
        await changed(
            self._store,
            record,
            stage=Stage.ACCEPTED,
            fenced=record.stage is Stage.SENDING,
            postponed=record.postponed + 1,
            due_at=After(pause or _pause(record)),
            **fields,
        )

    async def _send_again(self, record: CommandRecord) -> None:
        began = time.monotonic()
        claimed = await self._outbox.lease_again(record)
        if claimed is not None:
            await self._deliver(claimed, began)
        else:
            await self._clear_up_if_ours(record)

    async def _clear_up_if_ours(self, record: CommandRecord) -> None:
        claimed = await self._outbox.extend_lease(record)
        if claimed is not None:
            await self._transitions.move(
                claimed, Stage.UNKNOWN, CommandSource.GATEWAY, _UNANSWERED, fenced=True
            )

    async def _clear_up(
        self, record: CommandRecord, source: CommandSource, *, answered: bool = False
    ) -> None:
        """Decides by the delivery guarantee about a command whose last attempt has no response, or no clear one."""
        while True:
            look = await self._lookup.of(record)
            step = state_machine.after_ambiguity(
                record.delivery,
                look.lookup,
                attempts=record.attempts,
                since_attempt=look.since_attempt,
                left=look.left,
                attempts_at_most=state_machine.attempts_at_most(compensates=record.compensates is not None),
            )
            match step:
                case Next.SENT:
                    await self._arrived(record, look.ids, CommandSource.RECONCILER)
                case Next.SEND_AGAIN if record.compensates is not None:
                    await self._postpone(record, None)
                case Next.SEND_AGAIN:
                    await self._send_again(record)
                case Next.EXPIRED:
                    await self._transitions.move(
                        record, Stage.EXPIRED, source, _TOO_LATE, fenced=True, attempts=0
                    )
                case Next.UNKNOWN:
                    await self._transitions.move(
                        record, Stage.UNKNOWN, source, _UNANSWERED, fenced=True, answered=answered
                    )
                case Next.LOOK_AGAIN:
                    await asyncio.sleep(_LOOKED_AGAIN_SECONDS)
                    kept = await self._outbox.extend_lease(record)
                    if kept is None:
                        return
                    record = kept
                    continue
            return


def _pause(record: CommandRecord) -> float:
    return state_machine.pause(record.postponed, compensates=record.compensates is not None)
