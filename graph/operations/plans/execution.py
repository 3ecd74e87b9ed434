"""Executes a plan breadth-first: cohort by cohort, each field as a column.

A value that must be awaited or loaded reserves its place, and the execution goes on. Values that become ready in the
same iteration of the event loop go on together, and never wait for others: one hung vendor does not hold the rows of
the others.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterable
from functools import partial as bound
from typing import Any

from graphql import ExecutionResult, OperationType
from graphql.execution.values import VariableValues

from graph.operations import partial
from graph.operations.awaitables import Awaitables
from graph.operations.plans.cohort import Cohort, Column, PathOf, Slot
from graph.operations.plans.columns import Columns
from graph.operations.plans.completion import Completion
from graph.operations.plans.failures import Settlement
from graph.operations.plans.leaf_runs import LeafRuns
from graph.operations.plans.loaded import Arrived, values_of
from graph.operations.plans.plan import ExecutionPlan, LeafRun, PlannedField, Step, steps_of
from graph.operations.time_slices import TimeSlices
from resolvers.context import Context
from resolvers.loaders.answer import LoadAnswer
from resolvers.loads import Load
from vendors.operation_scope import current_scope

# So many objects are executed before the clock is looked at.
_TOGETHER = 100


class PlanExecution:
    """One execution of a plan.

    Args:
        plan: of the operation.
        variables: their values.
        context: of the operation.
        awaitables: recognises what must be awaited, and closes what is left if the operation is cancelled.
        time_slices: how long it may go on without a break.
        root: the value of the root: of a subscription the event.
        hide_suggestions: whether errors name no other names of the schema.
    """

    def __init__(
        self,
        plan: ExecutionPlan,
        variables: VariableValues,
        context: Context,
        awaitables: Awaitables,
        time_slices: TimeSlices,
        *,
        root: Any = None,
        hide_suggestions: bool,
    ) -> None:
        self._plan = plan
        self._out: dict[str, Any] = {}
        self._root = Cohort(plan.root, None, [root], [self._out], [0])
        self._settlement: Settlement | None = None
        self._time_slices = time_slices
        self._columns = Columns(
            plan, variables, context, root, awaitables.is_awaitable, hide_suggestions=hide_suggestions
        )
        self._completion = Completion(plan, self._columns, awaitables.is_awaitable, time_slices)
        self._leaf_runs = LeafRuns(self._columns, self._completion)
        self._scope = current_scope()
        # The steps that are still to be executed, each with its cohort.
        self._queue: deque[tuple[Cohort, Step]] = deque()
        self._late: list[tuple[Any, Slot]] = []
        self._arrived: list[Arrived] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._waits = 0
        self._is_cancelled = False
        self._wake: asyncio.Future[None] | None = None
        self._held = 0

    def begin(self) -> ExecutionResult | Coroutine[Any, Any, ExecutionResult]:
        """The result of the operation; or, where something must be waited for, what gives it."""
        selection, completion = self._plan.root, self._completion
        if self._plan.operation.operation is OperationType.MUTATION:
            # One after the other: none begins when there are no data any more.
            return self._finish(((field,), steps_of((field,))) for field in selection.fields)
        for step in selection.steps:
            self._queue.append((self._root, step))
        if self._go_on(has_turn=True) and not (self._waits or completion.awaited or completion.deferred):
            return self._result(has_data=self._settle(selection.fields))
        return self._finish([(selection.fields, ())])

    async def _finish(
        self, parts: Iterable[tuple[tuple[PlannedField, ...], Iterable[Step]]]
    ) -> ExecutionResult:
        """The result of the operation, by parts: fields of the root, with the steps that have not begun."""
        try:
            for fields, steps in parts:
                self._queue += [(self._root, step) for step in steps]
                await self._until_done()
                if not self._settle(fields):
                    return self._result(has_data=False)
        except BaseException:
            await self._cancel()
            raise
        finally:
            self._let_go(self._held)
        return self._result(has_data=True)

    def _settle(self, fields: tuple[PlannedField, ...]) -> bool:
        """Replaces the failures in fields of the root; whether there are data then."""
        completion = self._completion
        if not completion.has_failed:
            return True
        completion.has_failed = False
        if self._settlement is None:
            self._settlement = Settlement(completion.selections)
        return self._settlement.settle(self._out, fields)

    def _result(self, *, has_data: bool) -> ExecutionResult:
        errors = None if self._settlement is None else self._settlement.errors or None
        return ExecutionResult(self._out if has_data else None, errors)

    async def _until_done(self) -> None:
        """Executes what is to be executed, and what comes of it, until there is nothing to wait for."""
        under_way = 0
        while True:
            has_turn = False
            while not self._go_on(has_turn=has_turn):
                self._begin_tasks()
                self._hold()
                await self._time_slices.next()
                has_turn = True
            if self._completion.deferred and self._make_deferred():
                continue
            awaited = self._completion.awaited
            if len(awaited) == 1 and not self._waits:
                self._let_go(self._held)
                self._waits = 1
                await self._await(*awaited.pop())
                continue
            self._begin_tasks()
            if not self._waits:
                return
            if self._is_cancelled:
                raise asyncio.CancelledError
            # While there are tasks, they may be about to ask.
            batches = [] if self._scope is None or self._tasks else self._scope.all_have_asked()
            if len(batches) == 1 and not under_way:
                await batches[0].loaded()
                continue
            self._wake = wake = asyncio.get_running_loop().create_future()
            for batch in batches:
                batch.send()
            await wake
            under_way = self._waits

    def _go_on(self, *, has_turn: bool = False) -> bool:
        """Executes all cohorts that there are, until the time slice is over; whether it has executed all.

        Args:
            has_turn: whether its first step needs none: it has just waited for one, or has only begun.
        """
        completion = self._completion
        while self._queue or self._late or self._arrived:
            if not has_turn and self._time_slices.is_over():
                return False
            has_turn = False
            if self._arrived:
                arrived, self._arrived = self._arrived[:_TOGETHER], self._arrived[_TOGETHER:]
                self._late += values_of(arrived)
            if self._late:
                late, self._late = self._late, []
                self._columns.note_late(late)
                completion.complete_late(late)
                if completion.cohorts or completion.loads:
                    self._enqueue()
                continue
            cohort, step = self._queue.popleft()
            if isinstance(step, LeafRun):
                self._leaf_runs.execute(cohort, step)
            else:
                self._execute(cohort, step)
            if completion.cohorts or completion.loads:
                self._enqueue()
        return True

    def _execute(self, cohort: Cohort, field: PlannedField) -> None:
        column = Column(cohort, field)
        if field.is_guarded and self._columns.is_denied(column):
            for out in cohort.outs:
                out[field.key] = None
            return
        self._completion.complete(column, self._columns.values(column))

    def _enqueue(self) -> None:
        """Takes over what was found to be executed or loaded."""
        if cohorts := self._completion.cohorts:
            for cohort in cohorts:
                for part in (cohort,) if len(cohort.objects) <= _TOGETHER else cohort.parts(_TOGETHER):
                    self._queue += [(part, step) for step in part.selection.steps]
            cohorts.clear()
        if loads := self._completion.loads:
            for load, slot in loads:
                answer = load.asked()
                if answer.is_there:
                    self._arrived.append((load, answer, slot))
                else:
                    self._waits += 1
                    answer.when_there(bound(self._arrive, load, slot))
            loads.clear()

    def _make_deferred(self) -> bool:
        """Makes what was deferred until all have asked, if that is now; otherwise it will be awaited."""
        completion = self._completion
        deferred, completion.deferred = completion.deferred, []
        if completion.awaited or (self._scope is not None and self._scope.waiting > self._held):
            completion.awaited += deferred
            return False
        self._late += [(value.made(), slot) for value, slot in deferred]
        return True

    def _begin_tasks(self) -> None:
        """Begins to await what was found; batches wait until all of it has begun."""
        awaited = self._completion.awaited
        if not awaited:
            if self._held:
                self._let_go(self._held)
            return
        loop = asyncio.get_running_loop()
        self._waits += len(awaited)
        self._tasks += [loop.create_task(self._await(value, slot)) for value, slot in awaited]
        awaited.clear()
        if self._held:
            loop.call_soon(self._let_go, self._held)

    async def _await(self, value: Any, slot: Slot) -> None:
        try:
            # All rows of a column begin in the same iteration of the loop.
            if self._time_slices.is_over():
                await self._time_slices.next()
            policy = slot.column.field.policy
            if policy is not None and policy.tells_missing:
                path = PathOf(slot.column, slot.place)
                found = await partial.told(value, path, is_part=policy.is_part)
            else:
                found = await value
        except Exception as error:  # noqa: BLE001 - it becomes an error of the response
            found = error
        except BaseException:
            # What was cancelled from elsewhere is never answered, so the operation ends.
            self._end()
            raise
        self._waits -= 1
        self._late.append((found, slot))
        if self._wake is not None:
            self._wake_up()

    def _arrive(self, load: Load[Any], slot: Slot, answer: LoadAnswer[Any]) -> None:
        """Goes on with a row whose load was answered; called by the loader, so all of it happens later."""
        if isinstance(answer.outcome, asyncio.CancelledError):
            self._end()
            return
        self._waits -= 1
        self._arrived.append((load, answer, slot))
        if self._wake is not None:
            self._wake_up()

    def _wake_up(self) -> None:
        wake, self._wake = self._wake, None
        if wake is not None and not wake.done():
            wake.set_result(None)
            # What is made of it may ask for more.
            self._hold()

    def _end(self) -> None:
        """Ends the operation, because what it waits for was cancelled."""
        self._is_cancelled = True
        if self._wake is not None:
            self._wake.cancel()

    def _hold(self) -> None:
        """Keeps batches from being sent until what comes of this has begun."""
        self._held += 1
        if self._scope is not None:
            self._scope.waiting += 1

    def _let_go(self, number: int) -> None:
        if not number:
            return
        number = min(number, self._held)
        self._held -= number
        if self._scope is not None:
            self._scope.waiting -= number

    async def _cancel(self) -> None:
        """Cancels what is awaited, and waits for its end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
