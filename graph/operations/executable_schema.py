"""The executable schema: prepares, executes and subscribes to operations for every transport."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from functools import partial as bound
from typing import Any, TypeVar

import strawberry
from graphql import ExecutionResult, GraphQLError, OperationType

from graph.operations import admission, audit, persisted, policies, results
from graph.operations.admission import COST_LIMITS, LEAST_POINTS, Charge, CostLimits
from graph.operations.deadlines import Deadlines
from graph.operations.document_limits import DOCUMENT_LIMITS, DocumentLimits
from graph.operations.execute import ExecutionOptions, execute
from graph.operations.overload import OverloadLimits
from graph.operations.prepare import NotPrepared, PreparedOperation
from graph.operations.prepared_operations import NotItsTurn, PreparedOperations
from graph.operations.request import GraphQLRequest
from graph.operations.results import Malformed, OperationFailed, failed, request_error, was_not_executed
from graph.operations.subscribe import Run, subscribe
from graph.operations.tenant_shares import TenantShares
from graph.operations.time_slices import TimeSlices
from graph.schema.core import core_of
from models.denial import Forbidden
from models.errors import BadInput, MeetgraphError
from models.refusal import AnswerTooLarge, Refusal, TooExpensive
from models.scope import Scope
from resolvers.context import Context

ANSWER_BYTES = 4 * 1024 * 1024

T = TypeVar("T")

# How long the rest of an operation may take when the time for its vendors' calls is over.
_COMPLETING_SECONDS = 1.0

_READS_SCHEMA = frozenset({Scope.SCHEMA_READ})


class ExecutableSchema:
    """Prepares operations and runs them.

    Args:
        declared: the schema; its fields get their policies here, so it must not be used for anything else.
        operation_seconds: how long one query, mutation or event may take; None sets no end.
        document_limits: what a document may have.
        open_schema: whether everybody may ask for the schema, and errors suggest names of it.
        cost_limits: the most that one operation may cost.
        answer_bytes: how large one response may be.
        overload_limits: how many run at the same time.
        plans: whether operations are executed by their plans; otherwise graphql-core executes them.
        shared_reads: whether queries with the same scopes share the vendor calls that are in flight.

    Attributes:
        core: the schema as graphql-core has it.
    """

    def __init__(
        self,
        declared: strawberry.Schema,
        operation_seconds: float | None = None,
        *,
        document_limits: DocumentLimits = DOCUMENT_LIMITS,
        open_schema: bool = False,
        cost_limits: CostLimits = COST_LIMITS,
        answer_bytes: int = ANSWER_BYTES,
        overload_limits: OverloadLimits | None = None,
        plans: bool = True,
        shared_reads: bool = True,
    ) -> None:
        self.core = core_of(declared)
        end_seconds = None if operation_seconds is None else operation_seconds + _COMPLETING_SECONDS
        self._options = ExecutionOptions(
            deadlines=Deadlines(end_seconds),
            schema=self.core,
            seconds=operation_seconds,
            suggestions=open_schema,
            time_slices=TimeSlices(),
            plans=plans,
            shared_reads=shared_reads,
        )
        self._open_schema = open_schema
        self._cost_limits = cost_limits
        self._answer_bytes = answer_bytes
        self._places = TenantShares(overload_limits or OverloadLimits())
        self._operations = PreparedOperations(
            self.core, document_limits, suggestions=open_schema, time_slices=self._options.time_slices
        )
        policies.govern(self.core)

    def prepare(
        self, request: GraphQLRequest, context: Context, *, takes_turns: bool = False
    ) -> PreparedOperation:
        """The prepared operation of a request.

        Args:
            takes_turns: whether a text that is not known yet waits for its turn.

        Raises:
            OperationFailed: there is none that could run.
            NotItsTurn: the text is to be prepared in another iteration of the event loop.
        """
        try:
            text = (
                persisted.text(request.query, request.extensions)
                if request.extensions
                else request.query or ""
            )
        except persisted.PersistedQueryNotFound as unknown:
            raise OperationFailed([_error(unknown, context)]) from None
        except BadInput as bad:
            raise Malformed([_error(bad, context)]) from None
        # An empty name means none, as old clients have it.
        name = request.operation_name or None
        try:
            prepared = self._operations.of(text, name, takes_turns=takes_turns)
        except NotPrepared as refused:
            raise failed(refused.errors, context.request_id, refused.kind) from None
        if request.variables or request.extensions:
            request.forget_all_but(prepared.variables)
        if (
            prepared.introspects
            and not self._open_schema
            and (lacking := context.principal.lacks(_READS_SCHEMA))
        ):
            audit.write_refusal(context, ["__schema"], lacking)
            raise results.refused(Forbidden("__schema", lacking), context.request_id, prepared.kind)
        return prepared

    def prepared_at_once(
        self, request: GraphQLRequest, context: Context
    ) -> PreparedOperation | OperationFailed | None:
        """As `prepare`, but returns a failure, by which transports choose the format of the response.

        Returns:
            None where the text must wait for its turn, see `prepared_in_turn`.
        """
        try:
            return self.prepare(request, context, takes_turns=True)
        except OperationFailed as failed:
            return failed
        except NotItsTurn:
            return None

    async def prepared_in_turn(
        self, request: GraphQLRequest, context: Context
    ) -> PreparedOperation | OperationFailed:
        """As `prepared_at_once`, but waits as long as it must: many new texts at once would hold the event loop."""
        while (found := self.prepared_at_once(request, context)) is None:
            await self._options.time_slices.next()
        return found

    async def execute(
        self,
        prepared: PreparedOperation,
        variables: dict[str, Any] | None,
        context: Context,
        *,
        traced: bool = False,
    ) -> ExecutionResult:
        """Runs a query or mutation; the result's errors and extensions are ready for the client.

        Args:
            traced: whether the client asks how long each field took.
        """
        try:
            points = admission.requested(prepared, variables, self._cost_limits).points
        except TooExpensive as refused:
            return _refused(refused, context)
        run = bound(execute, self._options, prepared, variables, context, traced=traced)
        try:
            return await self._admitted(run, context, prepared, variables, points)
        except Refusal as refused:
            return _refused(refused, context, admission.told(context, requested=points, actual=0))

    async def subscribe(
        self, prepared: PreparedOperation, variables: dict[str, Any] | None, context: Context
    ) -> AsyncGenerator[ExecutionResult, None]:
        """Starts a subscription; each of its events is executed with a context and a scope of its own.

        Raises:
            OperationFailed: it cannot start, or its source failed.
        """
        try:
            points = admission.requested(prepared, variables, self._cost_limits).points
            charge = await admission.charged(prepared, variables, LEAST_POINTS, context)
            admitted = bound(self._admitted, prepared=prepared, variables=variables, points=points)
            start = bound(subscribe, self._options, prepared, variables, context, admitted)
            return await self._run_paid(start, charge, context.caller.tenant)
        except Refusal as refused:
            raise results.refused(refused, context.request_id, prepared.kind) from None

    async def results(
        self, prepared: PreparedOperation, variables: dict[str, Any] | None, context: Context
    ) -> AsyncGenerator[ExecutionResult, None]:
        """The results of any operation, one after the other, for a transport that carries several.

        Raises:
            OperationFailed: it ends with errors, before its first result or later.
        """
        if prepared.kind is not OperationType.SUBSCRIPTION:
            result = await self.execute(prepared, variables, context)
            if was_not_executed(result):
                raise OperationFailed(result.errors or [])
            yield result
            return
        async with aclosing(await self.subscribe(prepared, variables, context)) as events:
            async for event in events:
                yield event

    async def _admitted(
        self,
        run: Run,
        context: Context,
        prepared: PreparedOperation,
        variables: dict[str, Any] | None,
        points: int,
    ) -> ExecutionResult:
        """Runs an operation, or an event of a subscription, when it has paid and there is a place for it.

        Raises:
            Refusal: too much runs, or its caller has not enough points.
        """
        is_event = prepared.kind is OperationType.SUBSCRIPTION
        charge = await admission.charged(prepared, variables, points, context)
        result = await self._run_paid(run, charge, context.principal.caller.tenant, is_event=is_event)
        charge.settle(result)
        try:
            return results.encoded(result, self._answer_bytes)
        except AnswerTooLarge as refused:
            return _refused(refused, context, result.extensions)

    async def _run_paid(
        self, run: Callable[[], Awaitable[T]], charge: Charge, tenant: str, *, is_event: bool = False
    ) -> T:
        """Runs what has paid when there is a place for it; without one it gets back what it has paid.

        It pays first: who waits until points are leased from the store takes no place from others.

        Raises:
            Overloaded: too much runs.
        """
        place, has_begun = self._places.place(tenant, is_event=is_event), False
        try:
            if not place.take_free():
                await place.take()
            has_begun = True
            return await run()
        finally:
            place.give_back()
            if not has_begun:
                charge.give_back(charge.requested)


def _refused(
    refused: MeetgraphError, context: Context, extensions: dict[str, Any] | None = None
) -> ExecutionResult:
    return ExecutionResult(None, results.refused(refused, context.request_id).errors, extensions)


def _error(error: MeetgraphError, context: Context) -> GraphQLError:
    return request_error(error.message, error.code, context.request_id)
