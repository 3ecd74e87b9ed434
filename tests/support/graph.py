"""Asks the graph over vendors made of builders."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from graphql import ExecutionResult

from commands.engine import Commands
from graph.operations.admission import CostLimits
from graph.operations.executable_schema import ExecutableSchema
from graph.operations.request import GraphQLRequest
from graph.operations.results import OperationFailed
from graph.schema.build import build
from models.caller import Caller
from models.documents.command import CommandRecord
from models.errors import UnreadableDocument
from models.ids import Key
from models.principal import Principal
from polling.broker import Broker
from resolvers.context import Context
from runtime.background_tasks import BackgroundTasks
from store.settings import StoreSettings
from store.store import Store
from tests.support.anonymous import ANONYMOUS
from tests.support.builders import NOON
from vendors.adapters import Adapters
from vendors.base import Adapter

REQUEST = "request-1"


def the_principal(id: str) -> Principal:
    """A caller of the only tenant who may see and do everything."""
    return replace(ANONYMOUS, caller=Caller(ANONYMOUS.tenant, id))


@cache
def the_schema() -> ExecutableSchema:
    # Tests of other things ask for more than a caller may.
    return ExecutableSchema(build(), cost_limits=CostLimits(points=100_000, objects=100_000))


class NoCommands(Commands):
    """An engine that was never given a command."""

    async def by_key(self, key: Key) -> CommandRecord | None:
        return None

    async def of_meetings(
        self, meetings: Sequence[Key], lost: list[UnreadableDocument] | None = None
    ) -> list[CommandRecord]:
        return []


def a_context(
    *vendors: Adapter,
    store: Store | None = None,
    now: Callable[[], datetime] | None = None,
    principal: Principal = ANONYMOUS,
) -> Context:
    """A context of one operation.

    Args:
        store: what is remembered; one that is never there unless told.
        now: tells the time; the store's unless told.
    """
    store = store or Store(StoreSettings(), now=lambda: NOON)
    known = Adapters(vendors)
    return Context(
        vendors=known,
        now=now or store.now,
        store=store,
        commands=NoCommands(store, known),
        request_id=REQUEST,
        principal=principal,
        broker=Broker(),
        writes=BackgroundTasks("writes"),
    )


async def ask(
    query: str, vendors: Iterable[Adapter] = (), variables: Mapping[str, Any] | None = None
) -> ExecutionResult:
    """Runs one query in a context of its own."""
    return await run(query, a_context(*vendors), variables)


async def run(
    query: str,
    context: Context,
    variables: Mapping[str, Any] | None = None,
    operation_name: str | None = None,
) -> ExecutionResult:
    """Runs one query in a context; a request that is refused is a result with errors alone."""
    try:
        prepared = the_schema().prepare(GraphQLRequest(query, operation_name), context)
    except OperationFailed as failed:
        return ExecutionResult(None, failed.errors)
    return await the_schema().execute(prepared, dict(variables or {}), context)


async def data(
    query: str, vendors: Iterable[Adapter] = (), variables: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The data of a query that must not have errors."""
    result = await ask(query, vendors, variables)
    assert result.errors is None, result.errors
    assert result.data is not None
    return result.data


async def errors(
    query: str, vendors: Iterable[Adapter] = (), variables: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The errors of a query as a client sees them."""
    return [dict(error.formatted) for error in (await ask(query, vendors, variables)).errors or ()]
