"""Makes values of the answers to loads, and reports what is missing from each at its place."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from graph.operations import partial
from graph.operations.plans.cohort import Column, PathOf, Slot
from resolvers.loaders.answer import LoadAnswer
from resolvers.loads import Load
from vendors.missing_data import MissingData, collecting_missing_data, pass_on

# A load, its answer, and where the value that is made of it goes.
Arrived: TypeAlias = tuple[Load[Any], LoadAnswer[Any], Slot]


def reserved(column: Column, loads: Iterable[Load[Any]]) -> Iterator[tuple[Load[Any], Slot]]:
    """The loads of a whole column, each with its slot, whose place is reserved."""
    field = column.field
    for row, (load, out) in enumerate(zip(loads, column.cohort.outs, strict=True)):
        # Keys are in the order of the document.
        out[field.key] = None
        yield load, Slot(column, field.shape, out, field.key, row)


def values_of(arrived: Iterable[Arrived]) -> list[tuple[Any, Slot]]:
    """The values, each with its slot: exceptions and further loads among them."""
    found: list[tuple[Any, Slot]] = []
    missing: MissingData | None = None
    # One collection for all of them, since opening one takes longer than making most values.
    with collecting_missing_data() as gaps:
        for load, answer, slot in arrived:
            value = load.made(answer)
            if gaps:
                items, policy = gaps.take(), slot.column.field.policy
                if isinstance(value, Load):
                    value = value.lacking(items)
                elif policy is None or not policy.tells_missing:
                    missing = MissingData() if missing is None else missing
                    missing.extend(items)
                elif not isinstance(value, Exception):
                    partial.tell(items, PathOf(slot.column, slot.place), is_part=policy.is_part)
            found.append((value, slot))
    if missing is not None:
        pass_on(missing)
    return found
