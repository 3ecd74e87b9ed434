"""A larger clinic at the Telecomx simulator: its tablets, meetings that run, and commands for them."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.processes import Away, Gateway, Stage
from models.account import DEFAULT_TENANT, first_account
from models.ids import Key, Kind
from models.vendor import Vendor

OF_MEETING = """subscription ($id: ID!) {
  meetingCommands(id: $id) { id vendorId state version history { state at source reason } }
}"""
OF_DEVICE = """subscription ($id: ID!) {
  deviceCommands(id: $id) { id vendorId state version history { state at source reason } }
}"""
STATUS = """subscription ($id: ID!) {
  commandStatus(id: $id) { id vendorId state version history { state at source reason } }
}"""
_SEND = """mutation ($input: SendDeviceCommandInput!) {
  sendDeviceCommand(input: $input) { commands { id } problems { message } }
}"""
# Five kinds that may wait for a tablet side by side: of one kind the newest would take the others' place.
KINDS: tuple[Mapping[str, Any], ...] = (
    {"type": "START_MEETING"},
    {"type": "CAMERA_ON", "value": False},
    {"type": "MICROPHONE_ON", "value": True},
    {"type": "SET_QUALITY", "quality": "HIGH"},
    {"type": "SET_VOLUME", "volume": 40},
)
_TABLETS_A_COPY = 8
_PAUSE_SECONDS = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting that runs, by its global id and those of its tablets."""

    id: str
    tablets: Sequence[str]


async def seeded(stage: Stage, *, tablets: int) -> list[str]:
    """The simulator's ids of so many tablets, in a fresh world."""
    copies = -(-tablets // _TABLETS_A_COPY)
    await stage.control("reset")
    await stage.control("seed", scale=copies)
    # As the simulator's seed numbers them: the first copy's ids are those of the demo.
    found = [
        f"65f000000000000000000d{number:02d}" if copy == 0 else f"65f3{copy:08x}{number:012x}"
        for copy in range(copies)
        for number in range(1, _TABLETS_A_COPY + 1)
    ]
    return found[:tablets]


async def booked(stage: Stage, tablets: Sequence[str]) -> Meeting:
    """A meeting of some tablets that runs now."""
    id = (await stage.control("hooks/book", state="STARTED", devices=list(tablets)))["_id"]
    return Meeting(id=_global(Kind.MEETING, id), tablets=[device(tablet) for tablet in tablets])


def device(id: str) -> str:
    """A tablet's global id."""
    return _global(Kind.DEVICE, id)


def _global(kind: Kind, id: str) -> str:
    return Key(kind, first_account(DEFAULT_TENANT, Vendor.TELECOMX), (id,)).encoded()


async def give(
    gateway: Gateway, meeting: Meeting, order: Mapping[str, Any], refused: Callable[[], None] = lambda: None
) -> list[str]:
    """Gives a command to every tablet of a meeting; the ids of what was accepted.

    Args:
        gateway: where to.
        meeting: the meeting.
        order: the type with its parameter.
        refused: called whenever the store was away, after which the call is made again under its key.
    """
    given = {
        "meeting": meeting.id,
        "devices": list(meeting.tablets),
        "idempotencyKey": secrets.token_hex(16),
        **order,
    }
    while True:
        try:
            answer = (await gateway.ask(_SEND, input=given))["sendDeviceCommand"]
        except Away:
            refused()
            await asyncio.sleep(_PAUSE_SECONDS)
            continue
        if answer["problems"]:
            raise RuntimeError(f"a command was refused: {answer['problems']}")
        return [command["id"] for command in answer["commands"]]
