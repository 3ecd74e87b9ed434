"""Looks for a command without a response in the vendor's list of commands."""

import asyncio
from dataclasses import dataclass

from commands import matching, state_machine
from commands.state_machine import ListLookup
from models.account import Account
from models.documents.command import CommandRecord
from models.errors import VendorError
from models.meeting import MeetingCommands
from store import command_queries, server_clock
from store.store import Store
from vendors.adapters import Adapters


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupResult:
    """What one lookup found in the vendor's list.

    Attributes:
        ids: the vendor's ids of what was found.
        since_attempt: seconds from the start of the last attempt to the start of the lookup.
        left: seconds from the end of the lookup to the deadline.
    """

    lookup: ListLookup
    ids: tuple[str, ...]
    since_attempt: float
    left: float


class DeliveryLookup:
    """Looks for our commands at the vendors."""

    def __init__(self, store: Store, vendors: Adapters) -> None:
        self._store = store
        self._vendors = vendors

    async def of(self, record: CommandRecord) -> LookupResult:
        """Looks for commands that the record's unanswered attempts may have created.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        began = await server_clock.now(self._store, CommandRecord)
        reading = await self._reading(record)
        linked = await self.linked(record.account, record.meeting)
        ended = await server_clock.now(self._store, CommandRecord)
        return LookupResult(
            lookup=ListLookup.UNTOLD if reading is None else matching.list_lookup(record, reading, linked),
            ids=() if reading is None else matching.matched_ids(record, reading, linked),
            since_attempt=(began - (record.began_at or record.created_at)).total_seconds(),
            left=(record.expires_at - ended).total_seconds(),
        )

    async def like(self, record: CommandRecord) -> list[str] | None:
        """The vendor's ids of all commands of the device in this meeting; None if the vendor does not list them."""
        reading = await self._reading(record)
        listed = None if reading is None else reading.commands.get(record.device_key)
        return None if listed is None else [command.key.parts[-1] for command in listed]

    async def linked(self, account: Account, meeting: str) -> set[str]:
        """The vendor's ids of our commands in a meeting, as far as they are known.

        Raises:
            StoreUnavailable: MongoDB is unavailable.
        """
        return await command_queries.vendor_ids(self._store, account, meeting)

    async def _reading(self, record: CommandRecord) -> MeetingCommands | None:
        adapter = self._vendors.get(record.account)
        if adapter is None:
            return None
        try:
            async with asyncio.timeout(state_machine.SEND_SECONDS):
                return await adapter.commands_of_meeting(record.meeting_key, [record.device_key])
        except (VendorError, TimeoutError):
            return None
