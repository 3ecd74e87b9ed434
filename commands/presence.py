"""Finds which devices are awake: from the vendor's heartbeats, or else from commands that were picked up."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from models.device import Presence, PresenceSource, PresenceState
from models.documents.command import CommandRecord
from models.errors import StoreUnavailable, VendorError
from models.ids import Key
from models.vendor_problem import VendorProblem
from store import server_clock
from store.last_seen import last_seen
from store.store import Store
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.missing_data import note_missing

# A device that picked up a command within this time counts as awake.
SEEN_WITHIN = timedelta(seconds=60)
# A device that was awake when a command was accepted counts as awake for this time.
STAYS_AWAKE = timedelta(seconds=5)
UNTOLD = Presence(state=PresenceState.UNKNOWN)


async def of(devices: Sequence[Key], adapter: Adapter, store: Store) -> Mapping[Key, Presence]:
    """The presence of devices of one vendor, by their keys; UNKNOWN if there is no information.

    Failures are noted as missing data.
    """
    try:
        told = await adapter.presence(devices)
    except VendorError as error:
        told = dict.fromkeys(devices, error)
    found: dict[Key, Presence] = {}
    for device in devices:
        presence = told.get(device)
        if isinstance(presence, Presence):
            found[device] = presence
        elif presence is not None:
            note_missing(VendorProblem.of(presence), presence, device)
    untold = [device for device in devices if device not in found]
    return {**dict.fromkeys(untold, UNTOLD), **found, **await _by_commands(untold, store)}


async def is_still_awake(record: CommandRecord, vendors: Adapters, store: Store) -> bool:
    """Whether the device of a command with `only_if_awake` still counts as awake.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    if await server_clock.now(store, CommandRecord) - record.created_at < STAYS_AWAKE:
        return True
    device = record.device_key
    found = await of([device], vendors[record.account], store)
    return found[device].state is PresenceState.AWAKE


async def _by_commands(devices: Sequence[Key], store: Store) -> Mapping[Key, Presence]:
    if not devices:
        return {}
    try:
        now = await server_clock.now(store, CommandRecord)
        seen = await last_seen(store, devices, since=now - SEEN_WITHIN)
    except StoreUnavailable:
        note_missing(VendorProblem.without_kept_facts(devices[0].vendor), "presence", *devices)
        return {}
    return {device: _awake(at) for device, at in seen.items()}


def _awake(at: datetime) -> Presence:
    return Presence(state=PresenceState.AWAKE, as_of=at, source=PresenceSource.COMMANDS)
