"""Executes as graphql-core does, and gives way to others while it completes many rows.

graphql-core completes all rows of a list, and all rows that become ready together, without letting anything else run.
"""

from collections.abc import Awaitable, Iterable, Iterator
from typing import Any, TypeVar

from graphql import Executor, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.executor import collect_iterator_awaitables
from graphql.pyutils import Path, gather_with_cancel

from graph.operations.time_slices import TimeSlices

T = TypeVar("T")


class CooperativeExecutor(Executor[Any]):
    """An executor that looks at the clock between rows.

    Args:
        time_slices: how long it may go on without a break.
    """

    def __init__(self, *args: Any, time_slices: TimeSlices, **more: Any) -> None:
        super().__init__(*args, **more)
        self._time_slices = time_slices

    async def with_abort_signal(self, awaitable: Awaitable[T]) -> T:
        """The value of a resolver: it begins when there is time for it, and so does what is made of it."""
        # The rows of a list begin in the same iteration of the loop.
        if self._time_slices.is_over():
            await self._time_slices.next()
        value = await awaitable
        # And a batch makes many of them ready at once.
        if self._time_slices.is_over():
            await self._time_slices.next()
        return value

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> Any:
        """Completes a list: at once if that is quick, else with breaks."""
        how = (item_type, field_details_list, info)
        rows = _Rows(self, how, path, iter(items), position_context)
        is_complete = rows.go_on(self._time_slices)
        if is_complete and not rows.awaitable:
            return rows.completed
        return rows.rest(self._time_slices, is_complete=is_complete)


class _Rows:
    """The rows of one list.

    Attributes:
        completed: the values, or awaitables of them.
        awaitable: the places of those.
    """

    def __init__(
        self,
        executor: Executor[Any],
        how: tuple[GraphQLOutputType, FieldDetailsList, GraphQLResolveInfo[Any]],
        path: Path,
        items: Iterator[Any],
        position_context: Any,
    ) -> None:
        self.completed: list[Any] = []
        self.awaitable: list[int] = []
        self._executor = executor
        self._how = how
        self._path = path
        self._items = items
        self._position_context = position_context

    def go_on(self, time_slices: TimeSlices) -> bool:
        """Completes rows until the time slice is over; whether all are."""
        executor, how, completed = self._executor, self._how, self.completed
        is_awaitable = executor.is_awaitable
        try:
            for item in self._items:
                path = self._path.add_key(len(completed), None)
                if is_awaitable(item):
                    self.awaitable.append(len(completed))
                    completed.append(
                        executor.complete_awaitable_list_item_value(item, *how, path, self._position_context)
                    )
                elif executor.complete_list_item_value(item, completed, *how, path, self._position_context):
                    self.awaitable.append(len(completed) - 1)
                if time_slices.is_over():
                    return False
        except Exception:
            # As graphql-core does: what was begun is awaited, so that nobody misses it.
            begun = [completed[place] for place in self.awaitable]
            begun += collect_iterator_awaitables(self._items, is_awaitable)
            if begun:
                executor.settle_in_background(begun)
            raise
        return True

    async def rest(self, time_slices: TimeSlices, *, is_complete: bool) -> list[Any]:
        """Completes the other rows, and awaits those that must be."""
        while not is_complete:
            await time_slices.next()
            is_complete = self.go_on(time_slices)
        found = await gather_with_cancel(*(self.completed[place] for place in self.awaitable))
        for place, value in zip(self.awaitable, found, strict=True):
            self.completed[place] = value
        return self.completed
