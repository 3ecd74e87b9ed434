"""Executes runs of plain leaves: all fields of a run in one step, of one object as well as of many."""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Any

from graph.operations.plans.cohort import Cohort, Column
from graph.operations.plans.columns import Columns
from graph.operations.plans.completion import Completion
from graph.operations.plans.leaves import complete_together
from graph.operations.plans.plan import LeafRun, PlannedField
from graph.operations.plans.row_makers import row_maker
from graph.operations.plans.shapes import Leaf
from models.partial import Unfetched


class LeafRuns:
    """Executes runs for one execution.

    Args:
        columns: gives the values of columns.
        completion: completes what is unusual among them.
    """

    def __init__(self, columns: Columns, completion: Completion) -> None:
        self._columns = columns
        self._completion = completion

    def execute(self, cohort: Cohort, run: LeafRun) -> None:
        """Completes the values of all fields of a run."""
        if len(cohort.objects) == 1:
            self._of_one(cohort, run)
        else:
            self._of_many(cohort, run)

    def _of_one(self, cohort: Cohort, run: LeafRun) -> None:
        thing, out, columns = cohort.objects[0], cohort.outs[0], self._columns
        for field in run.fields:
            key = field.key
            if field.definition is None:
                out[key] = field.parent.name
                continue
            shape, read = field.shape, field.read
            assert isinstance(shape, Leaf)
            try:
                value = columns.read_one(field, thing) if read is None else read(thing)
                if value.__class__ is Unfetched:
                    value = columns.read_one(field, thing)
            except Exception as error:  # noqa: BLE001 - it becomes an error of the response
                value = error
            itself, by_class = shape.quick
            kind = value.__class__
            if kind is itself or (value is None and shape.nullable):
                out[key] = value
                continue
            quick = by_class.get(kind)
            if quick is not None:
                try:
                    out[key] = quick(value)
                    continue
                except Exception:  # noqa: BLE001 - the type says why
                    pass
            self._completion.leaves(Column(cohort, field), shape, (value,), (out,), (key,), (0,))

    def _of_many(self, cohort: Cohort, run: LeafRun) -> None:
        outs = cohort.outs
        number = len(outs)
        columns: list[Iterable[Any]] = []
        unusual: list[tuple[PlannedField, Leaf, Sequence[Any]]] = []
        for field in run.fields:
            if field.definition is None:
                columns.append(repeat(field.parent.name, number))
                continue
            shape = field.shape
            assert isinstance(shape, Leaf)
            values = self._columns.read(field, cohort)
            leaves = complete_together(shape.quick, values, nullable=shape.nullable)
            if leaves is None:
                unusual.append((field, shape, values))
                # Keeps the place of its key.
                leaves = (None,) * number
            columns.append(leaves)
        if cohort.is_list and not outs[0]:
            outs[:] = row_maker(run.keys)(columns)
        else:
            for key, column in zip(run.keys, columns, strict=True):
                for out, leaf in zip(outs, column, strict=True):
                    out[key] = leaf
        for field, shape, values in unusual:
            keys, places = (field.key,) * number, range(number)
            self._completion.leaves(Column(cohort, field), shape, values, outs, keys, places)
