"""In every list of every documented body: a bad row costs only itself and is told of, a repeated one is shown once."""

import asyncio
import copy
from collections.abc import Iterator
from typing import Any

import pytest

from models.vendor import Vendor
from tests.vendors.contract.one_body import adapter_over, body_of, outcome, reading
from tests.vendors.contract.soundness import models_in, places
from tests.vendors.contract.test_odd_rows import READS, at, values
from vendors.http import operation_scope

# A list has no row for any of them.
BAD: list[Any] = [7, [[1], {}], True]


def lists_in(body: Any) -> Iterator[tuple[Any, ...]]:
    """The places of lists of objects."""
    for place in places(body):
        found = at(body, place)
        if isinstance(found, list) and found and all(isinstance(row, dict) for row in found):
            yield place


def extended(body: Any, place: tuple[Any, ...], row: Any) -> Any:
    body = copy.deepcopy(body)
    at(body, place).append(row)
    return body


each_read = pytest.mark.parametrize(("vendor", "name", "read_name"), READS)


@each_read
def test_a_bad_row_costs_only_itself_and_is_told_of(vendor: Vendor, name: str, read_name: str) -> None:
    body = body_of(vendor, name)
    read = reading(vendor, name, read_name)
    usual: dict[Any, Any] = {}

    async def is_read(place: tuple[Any, ...]) -> bool:
        """Whether this read shows anything of the list."""
        without = copy.deepcopy(body)
        at(without, place).clear()
        return values(await outcome(read, adapter_over(vendor, without))) != usual

    async def check() -> None:
        nonlocal usual
        usual = values(await outcome(read, adapter_over(vendor, body)))
        for place in lists_in(body):
            for bad in BAD:
                with operation_scope() as scope:
                    found = values(await outcome(read, adapter_over(vendor, extended(body, place, bad))))
                assert found == usual, place
                assert scope.gaps.problems() or not await is_read(place), place

    with asyncio.Runner() as runner:
        runner.run(check())


@each_read
def test_a_row_that_comes_twice_is_shown_once(vendor: Vendor, name: str, read_name: str) -> None:
    body = body_of(vendor, name)
    read = reading(vendor, name, read_name)

    async def keys(of: Any) -> list[Any]:
        models = models_in(await outcome(read, adapter_over(vendor, of)))
        return [model.key for model in models if hasattr(model, "key")]

    async def check() -> None:
        usual = await keys(body)
        for place in lists_in(body):
            assert await keys(extended(body, place, at(body, place)[0])) == usual, place

    with asyncio.Runner() as runner:
        runner.run(check())
