"""Dataloader of device presence: one vendor request for all devices of a batch."""

from collections.abc import Mapping, Sequence

from commands.engine import Commands
from models.device import Presence
from models.ids import Key
from resolvers.loaders.base import BatchLoader, Group
from vendors.declarations import key_of


class PresencesLoader(BatchLoader[Key, Presence]):
    """Loads a device's presence by the device's key."""

    def __init__(self, commands: Commands) -> None:
        super().__init__(key_of)
        self._commands = commands

    def group(self, item: Key) -> Group:
        return item.account, None

    async def ask(self, group: Group, items: Sequence[Key]) -> Mapping[Key, Presence]:
        return await self._commands.presences(items)
