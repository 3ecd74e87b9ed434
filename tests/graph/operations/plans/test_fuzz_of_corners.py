"""Random operations over a schema of corners: plans answer as graphql-core does."""

from random import Random
from typing import Any

import pytest

from graph.operations.prepare import NotPrepared, prepare
from tests.graph.operations.plans.corners import World, by_core, by_plan, corner_schema
from tests.support.both_executors import differences
from tests.support.random_operations import RandomOperations, shown

# graphql-core leaves coroutines that were not begun when a neighbour has failed; that a plan leaves none is asserted.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

WORLDS: list[World] = []
SCHEMA = corner_schema(lambda: WORLDS[-1])


def value_of(random: Random, name: str, type_: Any) -> str | None:
    match type_.name:
        case "Int":
            return str(random.randint(0, 3))
        case "Boolean":
            return random.choice(("true", "false"))
    return None


OPERATIONS = RandomOperations(SCHEMA, value_of)


async def compared(seed: int, worlds: int) -> int:
    """How many worlds an operation was compared in; none if it is not valid."""
    operation = OPERATIONS.make(seed, "mutation" if seed % 4 == 0 else "query")
    try:
        prepared = prepare(SCHEMA, operation.text, None)
    except NotPrepared:
        return 0
    for number in range(worlds):
        results = []
        for run in (by_plan, by_core):
            WORLDS[:] = [World(number, faults=(0, 0.02, 0.1)[number % 3], waits=(0, 0.3, 0.8)[number % 3])]
            results.append(await run(SCHEMA, prepared, dict(operation.variables)))
        found = differences(*results)
        assert not found, f"seed {seed}, world {number}\n{shown(operation)}\n" + "\n".join(found)
    return worlds


async def test_plans_answer_as_graphql_core_does() -> None:
    assert sum([await compared(seed, 3) for seed in range(250)]) > 350
