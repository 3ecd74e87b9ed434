"""A batch answers each thing that it was asked about, and costs no more calls than the things one by one."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from models.errors import VendorError
from simulators.control import Simulator
from tests.vendors.contract.questions import READS, Questions, answers, declared, questions
from tests.vendors.contract.vendor_contract import Opened, VendorContract
from vendors.base import Adapter
from vendors.declarations import Effect, Layout, MethodDeclaration, key_of
from vendors.http import operation_scope


def batched(adapter: Adapter, asked: Questions) -> dict[str, MethodDeclaration]:
    """The reads that answer by key."""
    reads = declared(adapter, *READS)
    return {name: reads[name] for name in asked if reads[name].layout is Layout.BY_KEY}


def about(read: MethodDeclaration, arguments: tuple[Any, ...], things: Sequence[Any]) -> tuple[Any, ...]:
    """The same question about other things."""
    assert read.things is not None
    return (*arguments[: read.things], things, *arguments[read.things + 1 :])


def things_of(read: MethodDeclaration, arguments: tuple[Any, ...]) -> list[Any]:
    assert read.things is not None
    return list(arguments[read.things])


async def calls(simulator: Simulator, adapter: Adapter, name: str, *arguments: Any) -> int:
    """How many calls a question costs an operation of its own."""
    simulator.requests.clear()
    with operation_scope():
        await answers(adapter, {name: arguments})
    return len(simulator.requests)


async def test_a_batch_answers_each_of_its_keys_and_no_other(opened: Opened) -> None:
    adapter = opened()
    asked = await questions(adapter)
    for name in batched(adapter, asked):
        found = await getattr(adapter, name)(*asked[name])
        keys = {key_of(thing) for thing in things_of(declared(adapter, *READS)[name], asked[name])}
        assert set(found) == keys, name
        assert not [value for value in found.values() if isinstance(value, VendorError)], name


async def test_a_batch_costs_no_more_than_its_things_one_by_one(opened: Opened, simulator: Simulator) -> None:
    adapter = opened()
    asked = await questions(adapter, at_most=6)
    for name, read in batched(adapter, asked).items():
        things = things_of(read, asked[name])
        alone = [
            await calls(simulator, adapter, name, *about(read, asked[name], [thing])) for thing in things
        ]
        assert await calls(simulator, adapter, name, *asked[name]) <= sum(alone), name


async def test_what_is_named_twice_is_asked_for_once(opened: Opened, simulator: Simulator) -> None:
    adapter = opened()
    asked = await questions(adapter, at_most=6)
    for name, read in batched(adapter, asked).items():
        once = await calls(simulator, adapter, name, *asked[name])
        twice = about(read, asked[name], things_of(read, asked[name]) * 2)
        assert await calls(simulator, adapter, name, *twice) <= once, name


async def test_one_operation_asks_no_question_twice(opened: Opened, simulator: Simulator) -> None:
    adapter = opened()
    asked = await questions(adapter, at_most=6)
    for name, read in declared(adapter, Effect.READS).items():
        if name not in asked:
            continue
        with operation_scope():
            await answers(adapter, {name: asked[name]})
            simulator.requests.clear()
            await answers(adapter, {name: asked[name]})
        assert [each["path"] for each in simulator.requests] == [], (name, read)


async def test_reading_everything_only_reads(
    opened: Opened, simulator: Simulator, contract: VendorContract
) -> None:
    adapter = opened()
    await answers(adapter, await questions(adapter))
    changing = [
        f"{each['method']} {each['path']}"
        for each in simulator.requests
        if each["method"] != "GET" or each["path"] in contract.changing_gets
    ]
    assert set(changing) <= {f"POST {path}" for path in contract.logins}


async def test_one_operation_asks_for_nothing_twice(opened: Opened, simulator: Simulator) -> None:
    """Also where different questions need the same of the vendor."""
    adapter = opened()
    asked = await questions(adapter, at_most=4)
    simulator.requests.clear()
    with operation_scope():
        await answers(adapter, asked)
    calls = Counter(f"{each['method']} {each['path']} {each['query']}" for each in simulator.requests)
    assert [call for call, number in calls.items() if number > 1] == []
