"""Reads which tablets are awake, from the heartbeats that Telecomx stores."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from models.device import Presence, PresenceSource, PresenceState
from models.ids import Key
from vendors.telecomx.client import TelecomxClient

ONLINE, OFFLINE = "ONLINE", "ALLOFFLINE"
_PAGES_AT_MOST = 4


class Presences:
    """Calls E10 twice, for the tablets with a heartbeat and for those without, for any number of tablets.

    The pages document the filter, and no such field of a tablet; how old a heartbeat may be is not told. A tablet that
    is in both lists, or in neither, is one of which the vendor does not tell: it may not heed the filter.
    """

    def __init__(self, client: TelecomxClient, now: Callable[[], datetime]) -> None:
        self._client = client
        self._now = now

    async def of(self, devices: Sequence[Key]) -> dict[Key, Presence | None]:
        """By key; None for a tablet without information."""
        as_of = self._now()
        # A longer key names something else.
        ids = {key: key.parts[0].lower() for key in devices if len(key.parts) == 1}
        wanted = set(ids.values())
        online, offline = await asyncio.gather(self._listed(ONLINE, wanted), self._listed(OFFLINE, wanted))
        found: dict[Key, Presence | None] = dict.fromkeys(devices)
        for key, id in ids.items():
            if (id in online) != (id in offline):
                state = PresenceState.AWAKE if id in online else PresenceState.ASLEEP
                found[key] = Presence(state=state, as_of=as_of, source=PresenceSource.VENDOR)
        return found

    async def _listed(self, heartbeat: str, wanted: set[str]) -> set[str]:
        """Those of the wanted tablets that have this heartbeat."""
        found: set[str] = set()
        for page in range(1, _PAGES_AT_MOST + 1):
            shown, has_more = await self._client.devices(page, heartbeat=heartbeat)
            found |= wanted & {device.id.lower() for device in shown}
            if not has_more or found == wanted:
                break
        return found
