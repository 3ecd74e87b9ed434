"""A command that cannot be read costs itself alone: not its device's line, not its meeting, and nobody's stream."""

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from commands.engine import Commands
from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.command import CommandParameters, CommandState, CommandType, Opposite
from models.documents.command import CommandRecord
from models.documents.stored import SCHEMA_VERSION
from models.errors import UnreadableDocument, WriteRefused
from models.problem import Outcome, Unavailable
from store.store import Store
from tests.support.engine import a_bench, an_order, until
from tests.support.tablets import MEETING, Tablets

# In each stage, what may be wrong with a document.
STAGES = ("ACCEPTED", "SENDING", "SENT", "FETCHED", "UNKNOWN")
GARBLED: dict[str, dict[str, Any]] = {
    "a wrong type": {"history": 7},
    "no history": {"history": []},
    "an unknown word": {"type": "DANCE"},
    "no number": {"version": "x"},
    "no times": {"expires_at": "x", "due_at": 7, "began_at": [], "follow_until": None},
    "odd numbers": {"version": "x", "vendor_ids": 5, "compensation": {"state": "ARMED"}},
    "odd ids": {"vendor_ids": [{"a": 1}], "lease": 5, "created_at": "x"},
}


@pytest.fixture
def tablets() -> Tablets:
    return Tablets()


async def a_garbled(store: Store, commands: Commands, stage: str, garbled: dict[str, Any]) -> str:
    """The id of a command that was accepted for the tablet before any other, and is garbled now."""
    accepted = await commands.accept(an_order(key="a-key-that-is-garbled"), {})
    id = accepted.records[0].id
    change = {"stage": stage, "attempts": 1, **garbled}
    await CommandRecord.raw().update_one({"_id": id}, {"$set": change})
    return id


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("garbled", GARBLED.values(), ids=GARBLED)
async def test_the_devices_other_commands_are_carried_out(
    store: Store, tablets: Tablets, stage: str, garbled: dict[str, Any]
) -> None:
    async with a_bench(store, tablets, running=False) as before:
        id = await a_garbled(store, before.commands, stage, garbled)
    async with a_bench(store, tablets) as bench:
        record = await bench.give()
        await bench.until(record, CommandState.SENT, CommandState.FETCHED, CommandState.EXECUTED)
        left = await CommandRecord.raw().find_one({"_id": id})
        found: list[UnreadableDocument] = []
        shown = await bench.commands.of_meetings([MEETING], found)
    assert left is not None
    assert left.items() >= garbled.items()
    assert [one.id for one in shown] == [record.id]
    assert [error.id for error in found] == [id]
    assert store.unreadable.counts == {"commands": 1}


async def test_it_can_neither_be_read_nor_taken_back_nor_followed(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as bench:
        accepted = await bench.give()
        await CommandRecord.raw().update_one({"_id": accepted.id}, {"$set": {"history": 7}})
        with pytest.raises(UnreadableDocument):
            await bench.commands.by_key(accepted.key)
        with pytest.raises(UnreadableDocument):
            await bench.commands.cancel(accepted.key, caller=Caller(DEFAULT_TENANT, "anna"), request_id="r")
        with pytest.raises(UnreadableDocument):
            async with aclosing(bench.commands.follow_command(accepted.key)) as steps:
                await anext(steps)


async def test_its_key_accepts_nothing_new(store: Store, tablets: Tablets) -> None:
    order = an_order(key="a-key-that-is-garbled")
    async with a_bench(store, tablets, running=False) as bench:
        await a_garbled(store, bench.commands, "SENT", GARBLED["odd ids"])
        for ask in (bench.commands.accepted_before(order), bench.commands.accept(order, {})):
            with pytest.raises(WriteRefused) as caught:
                await ask
            [problem] = caught.value.problems
            assert isinstance(problem, Unavailable)
            assert problem.outcome is Outcome.UNKNOWN
        assert await CommandRecord.raw().count_documents({}) == 1


async def test_followers_of_others_are_told_on_and_its_own_learn_of_it(
    store: Store, tablets: Tablets
) -> None:
    async with a_bench(store, tablets, running=False) as silent:
        one, other = [
            await silent.give(an_order(type=type)) for type in (CommandType.HANGUP, CommandType.CAMERA_ON)
        ]
    async with a_bench(store, tablets) as bench:
        steps = bench.commands.follow_meetings([MEETING])
        own = bench.commands.follow_command(one.key)
        async with aclosing(steps), aclosing(own), asyncio.timeout(15):
            await anext(own)
            await anext(steps)
            await CommandRecord.raw().update_one({"_id": one.id}, {"$set": {"history": [7], "stage": "SENT"}})
            async for command in steps:
                if command.key == other.key and command.state is CommandState.SENT:
                    break
            with pytest.raises(UnreadableDocument):
                async for _ in own:
                    pass


async def test_one_of_a_newer_version_is_left_to_newer_gateways(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets, running=False) as before:
        id = await a_garbled(store, before.commands, "ACCEPTED", {"schemaVersion": SCHEMA_VERSION + 1})
    async with a_bench(store, tablets) as bench:
        record = await bench.give()
        await bench.until(record, CommandState.SENT, CommandState.FETCHED, CommandState.EXECUTED)
    left = await CommandRecord.raw().find_one({"_id": id})
    assert left is not None
    assert left["stage"] == "ACCEPTED"
    assert "set_aside" not in left


class Undoing(Tablets):
    """A vendor whose cameras can be shut again."""

    def opposite(self, type: CommandType, parameters: CommandParameters) -> Opposite | None:
        return Opposite(type=type, parameters=CommandParameters(value=False)) if parameters.value else None


async def test_a_camera_is_shut_again_also_beside_commands_that_cannot_be_read(
    store: Store,
) -> None:
    tablets = Undoing()
    async with a_bench(store, tablets, running=False) as before:
        id = await a_garbled(
            store, before.commands, "SENT", {"compensation": {"state": "ARMED"}, "history": []}
        )
        for number, garbled in enumerate(GARBLED.values()):
            row = await CommandRecord.raw().find_one({"_id": id})
            assert row is not None
            other = {"_id": f"cmd_garbled{number}", "key_scopes": [], "keyed": False, "device": f"d{number}"}
            await CommandRecord.raw().insert_one({**row, **other, "stage": "UNKNOWN", **garbled})
    async with a_bench(store, tablets) as bench:
        record = await bench.give()
        await bench.let_expire(record)

        async def is_undone() -> bool:
            found = await CommandRecord.raw().find_one({"compensates.id": record.id})
            return found is not None

        await until(is_undone)
