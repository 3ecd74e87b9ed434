"""What is promised of plans beyond the right answer: nobody waits for others, nothing is left over, and off is off."""

import ast
import asyncio
import gc
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLResolveInfo

from graph.operations.executable_schema import ExecutableSchema
from graph.operations.plans.cohort import Column
from graph.operations.plans.execution import PlanExecution
from graph.operations.prepare import prepare
from graph.operations.request import GraphQLRequest
from graph.schema.build import build
from graph.serving.settings import Settings
from models.access import Pins
from models.partial import Unfetched
from models.vendor import Vendor
from resolvers.context import Context
from resolvers.loaders.answer import LoadAnswer
from resolvers.loaders.base import Group
from resolvers.loads import Load
from tests.graph.operations.plans.corners import (
    CornerLoader,
    Fault,
    World,
    by_core,
    by_plan,
    corner_schema,
)
from tests.support.both_executors import differences
from tests.support.builders import a_failure, a_meeting
from tests.support.engine import until
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, the_schema

ROOT = Path(__file__).parents[4]
PINS = '{ nodes(ids: ["%s", "%s"]) { ... on Meeting { title pins { moderator } } } }'


def a_vendor(vendor: Vendor) -> FakeVendor:
    """A vendor with a meeting whose PINs are another call's."""
    meeting = a_meeting("m1", vendor, title="Visit", pins=Unfetched("detail"))
    found = FakeVendor(vendor, meeting)
    found.whole[meeting.key] = a_meeting("m1", vendor, pins=Pins(moderator="8842"))
    return found


async def ran(schema: ExecutableSchema, text: str, context: Context, **variables: Any) -> Any:
    prepared = schema.prepare(GraphQLRequest(text), context)
    return await schema.execute(prepared, variables, context), prepared


async def test_rows_of_a_vendor_go_on_while_another_vendor_hangs() -> None:
    hung, quick = a_vendor(Vendor.VSEE), a_vendor(Vendor.TELECOMX)
    hung.held = asyncio.Event()
    ids = tuple(key.encoded() for vendor in (hung, quick) for key in vendor.things)
    running = asyncio.create_task(ran(the_schema(), PINS % ids, a_context(hung, quick)))

    async def went_on() -> bool:
        return len(quick.asked("complete_meetings")) == 1

    await until(went_on)
    assert hung.asked("complete_meetings") == []
    hung.held.set()
    result, _ = await running
    assert result.data == {"nodes": [{"title": "Visit", "pins": {"moderator": "8842"}}] * 2}


async def test_one_meeting_with_a_state_that_only_the_clock_tells_needs_no_task() -> None:
    meeting = a_meeting("m1", vendor_state=None, state_is_reckoned=True)
    vendor = FakeVendor(Vendor.TELECOMX, meeting)
    begun: list[str] = []

    def beginning(loop: Any, coroutine: Any, **more: Any) -> asyncio.Task[Any]:
        begun.append(coroutine.__qualname__)
        return asyncio.Task(coroutine, loop=loop, **more)

    asyncio.get_running_loop().set_task_factory(beginning)
    query = f'{{ meeting(id: "{meeting.id}") {{ state title stateIsReckoned }} }}'
    result, _ = await ran(the_schema(), query, a_context(vendor))
    assert result.data["meeting"]["stateIsReckoned"] is True
    assert begun == []


async def test_a_column_is_one_batch() -> None:
    vendor = FakeVendor(Vendor.TELECOMX)
    for number in range(120):
        meeting = a_meeting(f"m{number}", pins=Unfetched("detail"))
        vendor.things[meeting.key] = meeting
        vendor.whole[meeting.key] = a_meeting(f"m{number}", pins=Pins(moderator=str(number)))
    rows = "nodes { pins { moderator } }"
    text = f"{{ a: meetings(first: 60) {{ {rows} }} b: meetings(first: 100) {{ {rows} }} }}"
    result, _ = await ran(the_schema(), text, a_context(vendor))
    assert len({row["pins"]["moderator"] for row in result.data["b"]["nodes"]}) == 100
    assert len(vendor.asked("complete_meetings")) == 1


async def test_what_is_loaded_already_goes_on_without_an_iteration_of_the_loop() -> None:
    schema, loader = corner_schema(lambda: World(0, 0, 0)), CornerLoader(0, 0)
    await loader.load("a1")
    assert schema.query_type is not None
    schema.query_type.fields["grid"].resolve = lambda _root, _info: Load(loader, "a1", lambda _: [[[1]]])
    running = by_plan(schema, prepare(schema, "{ grid }", None), {})
    with pytest.raises(StopIteration) as ended:
        running.send(None)
    assert ended.value.value.data == {"grid": [[[1]]]}


async def test_an_operation_ends_when_the_batch_that_it_waits_for_is_cancelled() -> None:
    class Cancelled(CornerLoader):
        async def ask(self, group: Group, items: Sequence[str]) -> Mapping[str, Any]:
            raise asyncio.CancelledError

    schema, loader = corner_schema(lambda: World(0, 0, 0)), Cancelled(0, 0)
    assert schema.query_type is not None
    schema.query_type.fields["grid"].resolve = lambda _root, _info: Load(loader, "a1")
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(by_plan(schema, prepare(schema, "{ grid }", None), {}), timeout=5)


@pytest.mark.parametrize("fails", [False, True])
async def test_loads_leave_nothing_to_the_garbage_collector(fails: bool) -> None:
    vendor = a_vendor(Vendor.VSEE)
    if fails:
        vendor.failing["complete_meetings"] = a_failure()
    [key] = vendor.things
    gc.collect()
    gc.disable()
    try:
        result, _ = await ran(the_schema(), PINS % (key.encoded(), key.encoded()), a_context(vendor))
        for _ in range(3):
            await asyncio.sleep(0)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        left = {type(each) for each in gc.garbage}
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert len(result.errors or ()) == (2 if fails else 0)
    assert left.isdisjoint({Load, LoadAnswer, PlanExecution, Column, Context})


async def test_a_cancelled_operation_leaves_no_coroutine_and_no_task() -> None:
    hung = a_vendor(Vendor.VSEE)
    hung.held = asyncio.Event()
    [key] = hung.things
    running = asyncio.create_task(ran(the_schema(), PINS % (key.encoded(), key.encoded()), a_context(hung)))
    await hung.called.wait()
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    # The batch itself belongs to all who asked.
    assert [task for task in asyncio.all_tasks() if "PlanExecution" in repr(task.get_coro())] == []


async def test_a_plan_is_made_for_each_combination_of_conditions_and_no_other_value() -> None:
    text = (
        "query($a: Boolean!, $n: Int) { meetings(first: $n) @skip(if: $a) { __typename } vendors { vendor } }"
    )
    context = a_context(FakeVendor(Vendor.VSEE))
    for number in (1, 2, 3):
        for skipped in (True, False):
            result, prepared = await ran(the_schema(), text, context, a=skipped, n=number)
            assert list(result.data) == (["vendors"] if skipped else ["meetings", "vendors"])
    assert len(prepared.plans) == 2


async def test_a_condition_that_is_null_is_an_error_as_graphql_core_says() -> None:
    text = "query($a: Boolean = true) { vendors { vendor @skip(if: $a) } }"
    both = [
        (await ran(ExecutableSchema(build(), plans=plans), text, a_context(), a=None))[0]
        for plans in (True, False)
    ]
    assert both[0].data == both[1].data
    assert [str(error) for error in both[0].errors] == [str(error) for error in both[1].errors]


async def test_without_plans_none_is_made() -> None:
    result, prepared = await ran(ExecutableSchema(build(), plans=False), "{ __typename }", a_context())
    assert (result.data, len(prepared.plans)) == ({"__typename": "Query"}, 0)
    result, prepared = await ran(ExecutableSchema(build()), "{ __typename }", a_context())
    assert (result.data, len(prepared.plans)) == ({"__typename": "Query"}, 1)


def test_a_setting_turns_plans_off(monkeypatch: Any) -> None:
    assert Settings().plans
    monkeypatch.setenv("MEETGRAPH_PLANS", "false")
    assert not Settings().plans


async def test_no_mutation_begins_after_data_became_null() -> None:
    world = World(0, 0, 0)
    schema = corner_schema(lambda: world)
    asked = []

    def failing(_root: Any, info: GraphQLResolveInfo) -> int:
        asked.append(info.field_name)
        raise Fault("no number")

    assert schema.mutation_type is not None
    schema.mutation_type.fields["number"].resolve = failing
    prepared = prepare(schema, "mutation { a: number b: number may { __typename } }", None)
    results = [await run(schema, prepared, {}) for run in (by_plan, by_core)]
    assert differences(*results) == []
    assert results[0].data is None
    assert (asked, world.asked) == (["number", "number"], 0)


async def test_what_is_cancelled_from_elsewhere_ends_the_operation() -> None:
    schema = corner_schema(lambda: World(0, 0, 0))

    async def cancelled(_root: Any, _info: GraphQLResolveInfo) -> None:
        raise asyncio.CancelledError

    async def hanging(_root: Any, _info: GraphQLResolveInfo) -> None:
        await asyncio.Event().wait()

    assert schema.query_type is not None
    schema.query_type.fields["cat"].resolve = cancelled
    schema.query_type.fields["box"].resolve = hanging
    prepared = prepare(schema, "{ cat { __typename } box { __typename } }", None)
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(by_plan(schema, prepared, {}), timeout=5)


def test_functions_read_nothing_of_info_but_the_context() -> None:
    """A plan has one `info` for all fields and rows."""
    read = {
        (path.name, node.attr)
        for folder in ("resolvers", "graph/schema")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "info"
    }
    assert len(read) > 10
    assert {attribute for _, attribute in read} == {"context"}
