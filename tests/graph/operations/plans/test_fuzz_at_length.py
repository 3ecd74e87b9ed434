"""Thousands of random operations in many worlds: plans answer as graphql-core does."""

import pytest

from tests.graph.operations.plans import test_fuzz_of_corners as corners

pytestmark = [*corners.pytestmark, pytest.mark.plans]


async def test_plans_answer_as_graphql_core_does_over_corners() -> None:
    assert sum([await corners.compared(seed, 10) for seed in range(10_000, 13_500)]) > 20_000
