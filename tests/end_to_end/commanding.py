"""Gives commands through a gateway, and has the tablets do with them what a test wants."""

import asyncio
import secrets
from typing import Any

from models.account import DEFAULT_TENANT
from models.ids import Kind, decode
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.deadlines import overdue
from tests.support.gateway import Gateway
from tests.support.world import World

# The room of the demo that runs now, and its two tablets.
RUNNING, TABLET, OTHER = (f"65f000000000000000000{id}" for id in ("a05", "d01", "d02"))
MEETING = a_key(Kind.MEETING, Vendor.TELECOMX, (RUNNING,)).encoded()
DEVICE = a_key(Kind.DEVICE, Vendor.TELECOMX, (TABLET,)).encoded()
OTHER_DEVICE = a_key(Kind.DEVICE, Vendor.TELECOMX, (OTHER,)).encoded()

SEND = """mutation ($input: SendDeviceCommandInput!) { sendDeviceCommand(input: $input) {
    replayed
    commands { id state vendorId delivery version history { state source reason } }
    problems { __typename message code path ... on InvalidInput { limit } } } }"""
CANCEL = """mutation ($input: CancelCommandInput!) { cancelCommand(input: $input) {
    command { id state reason } problems { __typename code path } } }"""
COMPENSATION = """query ($id: ID!) { command(id: $id) { state late history { state source reason }
    compensation { state type parameters { value }
        command { id state vendorId history { reason } compensates { id } } } } }"""
COMMAND = "query ($id: ID!) { command(id: $id) { id vendorId state reason late fetchedAt executedAt } }"


async def send(gateway: Gateway, **input: Any) -> Any:
    """The payload of a command to the first tablet, unless another is named."""
    given = {"meeting": MEETING, "devices": [DEVICE], **input}
    return (await gateway.data(SEND, input=given))["sendDeviceCommand"]


async def accepted(gateway: Gateway, **input: Any) -> str:
    """The id of a command that is accepted."""
    payload = await send(gateway, **input)
    assert payload["problems"] == []
    return str(payload["commands"][0]["id"])


async def until(gateway: Gateway, id: str, state: str) -> Any:
    """The command once it is in a state."""
    found: Any = None
    try:
        async with asyncio.timeout(20):
            while True:
                found = (await gateway.data(COMMAND, id=id))["command"]
                if found["state"] == state:
                    return found
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"It does not become {state}: {found}") from None


async def carried_out(gateway: Gateway, world: World) -> str:
    """A command that has gone every step, by hand, so that none is too quick to be seen."""
    world.hook("TELECOMX", "sleep", device=TABLET)
    id = await accepted(gateway, type="SET_VOLUME", volume=40, idempotencyKey=secrets.token_hex(16))
    sent = await until(gateway, id, "SENT")
    world.hook("TELECOMX", "fetch", command=sent["vendorId"])
    await until(gateway, id, "FETCHED")
    world.hook("TELECOMX", "execute", command=sent["vendorId"])
    await until(gateway, id, "EXECUTED")
    return id


async def expired(gateway: Gateway, world: World) -> str:
    """A command that no tablet has picked up in time."""
    world.hook("TELECOMX", "sleep", device=TABLET)
    id = await accepted(gateway, type="CAMERA_ON", value=False)
    await until_overdue(gateway, id)
    await until(gateway, id, "EXPIRED")
    return id


async def compensated(gateway: Gateway, world: World, **input: Any) -> str:
    """A command that opens something, was not picked up in time, and has its opposite behind it."""
    world.hook("TELECOMX", "sleep", device=TABLET)
    opener = {} if "type" in input else {"type": "CAMERA_ON", "value": True}
    id = await accepted(gateway, expiresInSeconds=2, **opener, **input)
    await until_compensation(gateway, id, "QUEUED")
    return id


async def until_overdue(gateway: Gateway, id: str) -> None:
    """Waits until the vendor has the command, and lets its deadline pass."""
    await until(gateway, id, "SENT")
    gateway.serving.run(overdue(decode(id, DEFAULT_TENANT).parts[-1]))


async def until_compensation(gateway: Gateway, id: str, state: str) -> Any:
    """The command once its opposite is in a state."""
    async with asyncio.timeout(20):
        while True:
            found = (await gateway.data(COMPENSATION, id=id))["command"]
            if found["compensation"]["state"] == state:
                return found
            await asyncio.sleep(0.05)
