"""The items of lists that are no plain lists."""

from collections.abc import Iterator
from inspect import iscoroutine
from typing import Any

from graphql import GraphQLError
from graphql.pyutils import is_iterable

from graph.operations.plans.cohort import Column
from graph.operations.time_slices import TimeSlices


def items_of(column: Column, value: Any) -> list[Any]:
    """The items of a list of an unusual class.

    Raises:
        GraphQLError: it is none.
    """
    if not is_iterable(value):
        field = column.field
        raise GraphQLError(
            f"Expected Iterable, but did not find one for field '{field.parent}.{field.name}'."
        )
    return list(value)


async def exhausted(values: Iterator[Any], time_slices: TimeSlices) -> list[Any]:
    """The items of an iterator, which may take long to find them."""
    found: list[Any] = []
    try:
        for value in values:
            found.append(value)
            if time_slices.is_over():
                await time_slices.next()
    except BaseException:
        for value in filter(iscoroutine, found):
            value.close()
        raise
    return found
