"""Dataloader of commands that were sent through this API: one database query for all meetings of a batch."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence

from aiodataloader import DataLoader

from commands.engine import Commands
from models.account import Account
from models.documents.command import CommandRecord
from models.errors import UnreadableDocument
from models.ids import Key
from models.vendor_problem import VendorProblem
from vendors.missing_data import note_missing


class RecordsLoader(DataLoader[Key, Sequence[CommandRecord]]):
    """Loads the commands of a meeting, in the order of their acceptance, by the meeting's key."""

    def __init__(self, commands: Commands) -> None:
        super().__init__()
        self._commands = commands

    def load(self, key: Key) -> "asyncio.Future[Sequence[CommandRecord]]":
        # The future is shared by all who load the same meeting; a cancelled one must not cancel the others.
        return asyncio.shield(super().load(key))

    async def batch_load_fn(self, keys: list[Key]) -> list[Sequence[CommandRecord]]:
        found: defaultdict[Key, list[CommandRecord]] = defaultdict(list)
        of_account: defaultdict[Account, list[Key]] = defaultdict(list)
        for key in keys:
            of_account[key.account].append(key)
        for account, meetings in of_account.items():
            lost: list[UnreadableDocument] = []
            for record in await self._commands.of_meetings(meetings, lost):
                found[record.meeting_key].append(record)
            for error in lost:
                note_missing(VendorProblem.unreadable_kept_facts(account.vendor, 1), error.id)
        return [found[key] for key in keys]
