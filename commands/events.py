"""Publishes every change of a command to the subscribers of this replica, out of one change stream."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import Context
from datetime import timedelta
from typing import TypeAlias, TypeVar

from commands import state_machine
from commands.subscriber import CommandSubscriber
from models.account import Account
from models.command import Command, CommandState
from models.documents.command import CommandRecord
from models.errors import MeetgraphError, StoreUnavailable, UnreadableDocument
from models.ids import Key, Kind
from models.stage import FINAL, GIVEN_UP
from store.change_stream import Changes
from store.store import Store

T = TypeVar("T")

# What subscribers can subscribe to: a command, a device, a meeting.
TopicKey: TypeAlias = tuple[Kind, Account, str]

# Limits concurrent reads when thousands subscribe at once, as after a restart.
READS_AT_ONCE = 16

_PAUSE_SECONDS = 0.25

_FINAL = frozenset(stage.shown for stage in FINAL)
_GIVEN_UP = frozenset(stage.shown for stage in GIVEN_UP)


def topic(key: Key) -> TopicKey:
    return key.kind, key.account, key.parts[-1]


class CommandEvents:
    """Publishes the change stream of a replica to its subscribers."""

    def __init__(
        self,
        store: Store,
        *,
        followed: timedelta = state_machine.FOLLOWED,
        noticed: Callable[[], object] = bool,
    ) -> None:
        """Creates the publisher.

        Args:
            store: the store.
            followed: how long late events of a command that was given up are expected.
            noticed: called when a command has changed, or changes may have been missed.
        """
        self._noticed = noticed
        self._followed = followed
        self._listeners: defaultdict[TopicKey, set[CommandSubscriber]] = defaultdict(set)
        self._changes = Changes(store, began_anew=self._began_anew)
        self._turns = asyncio.Semaphore(READS_AT_ONCE)

    async def run(self) -> None:
        """Publishes until it is cancelled."""
        async for told in self._changes.records():
            self._noticed()
            if isinstance(told, UnreadableDocument):
                self._tell_lost(told.id)
            else:
                self._tell(told)

    async def read(self, present: Callable[[], Awaitable[T]]) -> T:
        """Reads the present state for a new subscriber; the number of concurrent reads is limited."""
        # In a context of its own: the steps of a tenant may have to wait, and would keep others from reading meanwhile.
        return await Context().run(asyncio.ensure_future, self._in_turn(present))

    async def _in_turn(self, present: Callable[[], Awaitable[T]]) -> T:
        async with self._turns:
            return await present()

    def end(self, account: Account, error: MeetgraphError) -> None:
        """Ends the subscriptions to commands of an account with an error; used when the account is removed."""
        for (_, of, _), listeners in self._listeners.items():
            if of == account:
                for listener in listeners:
                    listener.fail(error)

    def _began_anew(self) -> None:
        self._noticed()
        # Changes from before the stream began are in no subscriber's queue.
        for listener in {one for listeners in self._listeners.values() for one in listeners}:
            listener.miss()

    def _tell(self, record: CommandRecord) -> None:
        for key in (record.key, record.device_key, record.meeting_key):
            for listener in self._listeners.get(topic(key), ()):
                listener.put(record)

    def _tell_lost(self, id: str) -> None:
        """Tells the subscribers of a single command that it cannot be decoded."""
        # The account of an unreadable command is not known; our ids are unique without it.
        for followed, listeners in self._listeners.items():
            if followed[0] is Kind.COMMAND and followed[2] == id:
                for listener in listeners:
                    listener.miss()

    @contextmanager
    def _subscriber(self, of: Iterable[TopicKey]) -> Iterator[CommandSubscriber]:
        subscriber, topics = CommandSubscriber(), frozenset(of)
        for each in topics:
            self._listeners[each].add(subscriber)
        try:
            yield subscriber
        finally:
            for each in topics:
                self._listeners[each].discard(subscriber)
                if not self._listeners[each]:
                    del self._listeners[each]

    async def follow(
        self,
        of: Iterable[TopicKey],
        present: Callable[[], Awaitable[Sequence[CommandRecord]]],
        *,
        until_settled: bool = False,
    ) -> AsyncGenerator[Command, None]:
        """The present state of some commands, and then every change.

        Args:
            of: the commands, devices or meetings.
            present: reads their present state.
            until_settled: whether to end when they can have no more events.

        Raises:
            FellBehind: the subscriber has received nothing for too long.
            UnreadableDocument: the only command of the subscription cannot be decoded.
            StoreUnavailable: MongoDB is unavailable when the subscription begins.
        """
        with self._subscriber(of) as subscriber:
            first = True
            last: Command | None = None
            while True:
                if subscriber.reread:
                    subscriber.reread = False
                    await self._read(subscriber, present, at_first=first)
                    first = False
                for command in subscriber.take():
                    yield command
                    last = command
                if until_settled and last is not None and is_settled(last):
                    return
                # A command that was given up is followed for a limited time, however often its document changes.
                given_up = until_settled and last is not None and last.state in _GIVEN_UP
                if not await subscriber.wait(self._followed.total_seconds() if given_up else None):
                    return

    async def _read(
        self,
        subscriber: CommandSubscriber,
        present: Callable[[], Awaitable[Sequence[CommandRecord]]],
        *,
        at_first: bool,
    ) -> None:
        while True:
            try:
                found = await self.read(present)
            except StoreUnavailable:
                if at_first:
                    raise
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                # The wait for the first read is not counted as the subscriber's delay.
                subscriber.begin_anew()
                for record in found:
                    # All changes that were concurrent with the first read are known by now.
                    subscriber.put(record, is_new=not at_first)
                return


def is_settled(command: Command) -> bool:
    """Whether a command of ours can have no more events."""
    journey = command.journey
    if journey is None or journey.state in _FINAL:
        return True
    return journey.state is CommandState.EXPIRED and journey.at(CommandState.SENT) is None
