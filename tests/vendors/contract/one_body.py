"""An adapter to which every call is answered by the same body, and the reads that it can be asked."""

import asyncio
from collections.abc import Callable
from functools import cache
from typing import Any

from models.account import Account
from models.errors import MeetgraphError
from models.health import AccountHealth
from models.ids import Key, Kind
from models.listing import DeviceQuery, MeetingQuery, RoomQuery
from models.vendor import Vendor
from tests.support.accounts import a_key, account_at
from tests.support.builders import NOON, a_device, a_meeting, a_meeting_device, a_room, a_session
from tests.support.reads_each_alone import ReadsEachAlone
from tests.vendors.contract.soundness import models_in
from tests.vendors.contract.vendor_contract import contract_of, documented, entry_of
from vendors.base import Adapter
from vendors.drift import DriftRecord
from vendors.http import Reply

Read = Callable[[Adapter], Any]


class OneBody(ReadsEachAlone):
    """A port behind which every call is answered by the same body."""

    def __init__(self, account: Account, body: Any) -> None:
        self.account = account
        self.drift = DriftRecord(lambda: NOON)
        self.body = body
        self.is_closed = False

    async def get(self, path: str, **_: Any) -> Reply:
        return Reply(200, {}, self.body, True)

    async def send(self, method: str, path: str, **_: Any) -> Reply:
        return Reply(200, {}, self.body, True)

    def health(self) -> AccountHealth:
        return AccountHealth()

    async def aclose(self) -> None:
        self.is_closed = True


def adapter_over(vendor: Vendor, body: Any) -> Adapter:
    return adapter_at(OneBody(account_at(vendor), body))


def adapter_at(port: OneBody) -> Adapter:
    """An adapter of the port's account."""
    vendor = port.account.vendor
    row: Any = entry_of(vendor)
    settings = row.settings(**contract_of(vendor).account)
    adapter: Adapter = row.adapter(settings, port, lambda: NOON)
    return adapter


def reads(vendor: Vendor, ids: list[str]) -> dict[str, Read]:
    """All that an adapter can be asked, about things with these ids."""

    def keys(kind: Kind) -> list[Key]:
        return [a_key(kind, vendor, (id,)) for id in ids]

    meetings = [a_meeting(id, vendor) for id in ids]
    rooms = [a_room(id, vendor, code=id, vendor_room_id=id) for id in ids]
    devices = [a_device(id, vendor, barcode=id) for id in ids]
    sessions = [a_session(id, ids[0], vendor) for id in ids]
    providers = [a_key(Kind.PROVIDER, vendor, (ids[0], id)) for id in ids]
    entries = [a_meeting_device(ids[0], device, vendor) for device in devices]
    pairs = [a_key(Kind.SESSION, vendor, (ids[0], id)) for id in ids]
    return {
        "list_meetings": lambda adapter: adapter.list_meetings(MeetingQuery(), 1),
        "list_rooms": lambda adapter: adapter.list_rooms(RoomQuery(), 1),
        "list_devices": lambda adapter: adapter.list_devices(DeviceQuery(), 1),
        "meetings": lambda adapter: adapter.meetings(keys(Kind.MEETING)),
        "rooms": lambda adapter: adapter.rooms(keys(Kind.ROOM)),
        "devices": lambda adapter: adapter.devices(keys(Kind.DEVICE)),
        "current_meetings": lambda adapter: adapter.current_meetings(devices),
        "sessions": lambda adapter: adapter.sessions(pairs),
        "sessions_of_meetings": lambda adapter: adapter.sessions_of_meetings(meetings),
        "attendance": lambda adapter: adapter.attendance(sessions),
        "recordings": lambda adapter: adapter.recordings(sessions),
        "polls_of_rooms": lambda adapter: adapter.polls_of_rooms(rooms, None),
        "lobbies": lambda adapter: adapter.lobbies(keys(Kind.MEETING)),
        "room_queues": lambda adapter: adapter.room_queues(keys(Kind.ROOM)),
        "providers_of_rooms": lambda adapter: adapter.providers_of_rooms(keys(Kind.ROOM)),
        "providers": lambda adapter: adapter.providers(providers),
        "complete_meeting_devices": lambda adapter: adapter.complete_meeting_devices("", entries),
        "time_zones": lambda adapter: adapter.time_zones(),
        "default_meeting_settings": lambda adapter: adapter.default_meeting_settings(),
        "settings_templates": lambda adapter: adapter.settings_templates(),
        "plan": lambda adapter: adapter.plan(),
    }


async def outcome(read: Read, adapter: Adapter) -> Any:
    """What the read gives, or the error that it may raise; any other is the test's failure."""
    try:
        return await read(adapter)
    except MeetgraphError as error:
        return error


def reading(vendor: Vendor, name: str, read_name: str) -> Read:
    """The read that a documented body answers, about as few things of the body as it shows."""
    body = body_of(vendor, name)
    ids = sorted(identities(body))[:8] or ["1"]

    async def shown() -> Read:
        for id in ids:
            read = reads(vendor, [id])[read_name]
            if models_in(await outcome(read, adapter_over(vendor, body))):
                return read
        return reads(vendor, ids)[read_name]

    with asyncio.Runner() as runner:
        return runner.run(shown())


@cache
def body_of(vendor: Vendor, name: str) -> Any:
    return documented(vendor.value.lower(), name)


def identities(body: Any) -> set[str]:
    """Every text and number below a key that ends in id or code."""
    if isinstance(body, list):
        return set().union(*map(identities, body))
    if not isinstance(body, dict):
        return set()
    found = set().union(*map(identities, body.values()))
    for key, value in body.items():
        if not key.strip().lower().endswith(("id", "code")):
            continue
        if isinstance(value, str | int) and str(value):
            found.add(str(value))
        elif isinstance(value, float) and value.is_integer():
            # JSON knows one kind of numbers: 7.0 is 7.
            found.add(str(int(value)))
    return found
