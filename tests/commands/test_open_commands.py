"""What may need something is found by one query; while there is nothing, MongoDB is rarely asked."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

import pytest

from commands.open_commands import OpenCommands
from models.command import CommandType, CompensationState
from models.documents.command import CommandRecord
from models.documents.command_parts import Compensates, Compensating
from models.documents.stored import SCHEMA_VERSION
from models.stage import Stage
from store.store import Store
from tests.support.records import a_record

T = TypeVar("T")

LATER = datetime.now(UTC) + timedelta(hours=1)
ENDED: dict[str, Any] = {"stage": Stage.EXECUTED, "audited": True}
LEFT = {
    "waits": {"stage": Stage.ACCEPTED},
    "is being sent": {"stage": Stage.SENDING},
    "was sent": {"stage": Stage.SENT},
    "was fetched": {"stage": Stage.FETCHED},
    "was given up, and may still be executed": {
        "stage": Stage.UNKNOWN,
        "audited": True,
        "attempts": 1,
        "follow_until": LATER,
    },
    "is in no audit log": {**ENDED, "audited": False},
    "may have to be undone": {
        **ENDED,
        "compensation": Compensating(type=CommandType.CAMERA_ON, value=False, state=CompensationState.ARMED),
    },
    "has undone another, which does not say so": {
        **ENDED,
        "compensates": Compensates(id="cmd_1", type=CommandType.CAMERA_ON),
    },
}


class Counted:
    """A store that counts the calls."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.calls = 0

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        self.calls += 1
        return await self._store.run(work)


async def stored(**fields: Any) -> None:
    await CommandRecord.raw().insert_one(a_record(**fields).bson())


@pytest.mark.parametrize("fields", LEFT.values(), ids=LEFT)
async def test_a_command_that_needs_something_is_found(store: Store, fields: dict[str, Any]) -> None:
    await stored(**fields)
    assert await OpenCommands(store).may_exist()


async def test_a_command_that_has_ended_needs_nothing(store: Store) -> None:
    await stored(**ENDED)
    long_ago = LATER - timedelta(days=1)
    await stored(id="cmd_2", stage=Stage.UNKNOWN, audited=True, attempts=1, follow_until=long_ago)
    newer = a_record(id="cmd_3", stage=Stage.ACCEPTED).bson() | {"schemaVersion": SCHEMA_VERSION + 1}
    await CommandRecord.raw().insert_one(newer)
    assert not await OpenCommands(store).may_exist()


async def test_all_who_ask_share_an_answer(store: Store) -> None:
    counted = Counted(store)
    commands = OpenCommands(cast(Store, counted))
    assert [await commands.may_exist() for _ in range(5)] == [False] * 5
    assert counted.calls == 1


async def test_what_is_noticed_is_looked_for_at_once(store: Store) -> None:
    commands = OpenCommands(store)
    assert not await commands.may_exist()
    commands.noticed()
    assert await commands.may_exist()
