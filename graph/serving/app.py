"""The gateway as one ASGI application: its routes, its startup and its shutdown."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import cache, partial
from typing import Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from commands.checkpoints import Checkpoints
from commands.engine import Commands
from graph.operations.context import Contexts
from graph.operations.executable_schema import ExecutableSchema
from graph.operations.loop_time import LoopTime
from graph.operations.metered_work import task_of_tenant
from graph.operations.tenants import Tenants
from graph.schema.build import build
from graph.schema.entities import Subgraph
from graph.serving.authentication.authenticator import Authenticator
from graph.serving.explorer import Explorer, wants_page
from graph.serving.http import nothing_here
from graph.serving.http.bodies import Bodies
from graph.serving.http.caching import NeverStored
from graph.serving.http.cross_origin import CrossOrigin
from graph.serving.http.direct_route import DirectRoute
from graph.serving.http.endpoint import METHODS, GraphQLEndpoint
from graph.serving.http.prefix import PathPrefix
from graph.serving.log_context import told_in_logs
from graph.serving.readiness import Readiness
from graph.serving.settings import Settings
from graph.serving.stored_accounts import StoredAccounts
from graph.serving.streams.http import Streams
from graph.serving.streams.open_streams import OpenStreams
from graph.serving.streams.websocket import SocketEndpoint
from polling.broker import Broker
from polling.fleet import Fleet
from polling.pace import Pace
from resolvers.rate_limits import RateLimits
from runtime.background_tasks import BackgroundTasks
from store.audit_log import AuditLog
from store.store import Store
from vendors import registry
from vendors.adapters import Adapters
from vendors.resilience.stale_if_error import StaleIfError

# Inside what an orchestrator allows between SIGTERM and SIGKILL.
_FINISH_SECONDS = 10.0


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    vendors: Adapters | None = None,
    store: Store | None = None,
    *,
    authenticator: Authenticator,
    audit_log: AuditLog | None = None,
    checkpoints: Checkpoints | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Starlette:
    """Builds the gateway.

    Args:
        settings: what the operator set.
        vendors: the adapters to use instead of those in the settings, to begin with; those in MongoDB are added. They
            are closed at the end in both cases.
        store: the store to use instead of the one in the settings; it is started and closed in both cases.
        authenticator: makes principals of tokens; it is started and closed here.
        audit_log: the one of this process over that store, if somebody else writes to it, too.
        checkpoints: called when a device command reaches a checkpoint.
        now: returns the present time, aware, in UTC.
    """
    wrapped = partial(StaleIfError, seconds=settings.stale_seconds, things=settings.stale_things, now=now)
    given = registry.open_all(settings, tenant=settings.tenant, now=now) if vendors is None else vendors
    adapters = Adapters(map(wrapped, given.values()))
    memory = Store(settings, now=now) if store is None else store
    pace = Pace(tick=settings.poll_seconds, slowest=settings.poll_seconds_at_rest)
    log = AuditLog(memory, settings.audit_keys) if audit_log is None else audit_log
    commands = Commands(memory, adapters, checkpoints=checkpoints, audit_log=log)
    fleet = Fleet(memory, now)
    tenants = Tenants(
        adapters, partial(Broker, pace, settings.operation_seconds, fleet), is_known=vendors is not None
    )
    accounts = StoredAccounts(
        memory,
        tenants,
        commands,
        wrapped=wrapped,
        now=now,
        operation_seconds=settings.operation_seconds,
    )
    writes = BackgroundTasks("writes")
    rate_limits = RateLimits(memory, settings.bucket_size, now=now)
    contexts = Contexts(
        tenants=tenants,
        now=now,
        store=memory,
        commands=commands,
        writes=writes,
        audit_log=log,
        rate_limits=rate_limits,
        recheck=authenticator.check,
    )
    fresh = told_in_logs(contexts.fresh)
    readiness = Readiness(memory, lambda: tenants.is_known or len(adapters) > 0)
    built = ExecutableSchema(
        _schema(),
        settings.operation_seconds,
        document_limits=settings.document_limits,
        open_schema=settings.opens_schema,
        cost_limits=settings.cost_limits,
        answer_bytes=settings.answer_bytes,
        overload_limits=settings.overload_limits,
        plans=settings.plans,
        shared_reads=settings.shared_reads,
    )
    opened = OpenStreams()
    loop_time, bodies = LoopTime(), Bodies(settings.body_limits)

    streams = Streams(
        built,
        opened,
        authenticator.sessions,
        ping_seconds=settings.stream_ping_seconds,
        limits=settings.shared_stream_limits,
    )
    graphql = GraphQLEndpoint(
        built, fresh, authenticator, streams, loop_time, bodies, takes_get=settings.takes_get
    )
    origins = settings.page_origins
    sockets = SocketEndpoint(
        built, fresh, authenticator, opened, settings.socket_limits, origins, loop_time, bodies
    )
    explorer = Explorer(settings.explorer_dist, settings.explorer_tokens)

    async def endpoint(request: Request) -> Response:
        if (
            settings.explorer
            and request.method in ("GET", "HEAD")
            and wants_page(", ".join(request.headers.getlist("accept")))
        ):
            return await explorer.page(request)
        return await graphql(request)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as closing:
            asyncio.get_running_loop().set_task_factory(task_of_tenant)
            closing.push_async_callback(memory.aclose)
            await memory.start()
            closing.push_async_callback(rate_limits.aclose)
            closing.push_async_callback(authenticator.aclose)
            authenticator.start()
            closing.push_async_callback(_closed, adapters.values)
            # It is closed before the vendors, so that it can finish sends that have begun.
            closing.push_async_callback(commands.aclose)
            closing.push_async_callback(_closed, tenants.brokers)
            closing.push_async_callback(streams.aclose)
            closing.push_async_callback(_ended, graphql.aclose, writes.aclose)
            closing.push_async_callback(accounts.aclose)
            commands.start()
            accounts.start()
            yield

    routes = [
        # A proxy's rules may add the slash; starlette's redirect would leave the proxy's prefix.
        *(Route(path, endpoint, methods=METHODS) for path in ("/graphql", "/graphql/")),
        WebSocketRoute("/graphql", sockets.__call__),
        Route("/livez", _alive),
        *readiness.routes(),
        *(explorer.routes() if settings.explorer else ()),
    ]
    prefix = [Middleware(PathPrefix, settings.path_prefix)] if settings.path_prefix else []
    path = f"{settings.path_prefix}/graphql"
    middleware = [
        Middleware(NeverStored),
        Middleware(CrossOrigin, origins),
        *prefix,
    ]
    app = DirectRoute(
        path,
        graphql,
        routes=routes,
        middleware=middleware,
        exception_handlers={404: nothing_here.leading_to(path)},
        lifespan=lifespan,
    )
    # The server closes these streams before it waits for running requests.
    app.state.opened = opened
    app.state.loop_time = loop_time
    app.state.readiness = readiness
    return app


@cache
def _schema() -> Subgraph:
    """The schema that all gateways of this process execute, which takes a tenth of a second to make."""
    return build()


class _Closing(Protocol):
    async def aclose(self) -> None: ...


async def _closed(those: Callable[[], Iterable[_Closing]]) -> None:
    """Closes all that there are at the end, even if one fails to close."""
    async with AsyncExitStack() as closing:
        for each in those():
            closing.push_async_callback(each.aclose)


async def _ended(*closing: Callable[..., Awaitable[None]]) -> None:
    """Waits for work that no client waits for; all of it concurrently, because parts wait for each other."""
    await asyncio.gather(*(aclose(seconds=_FINISH_SECONDS) for aclose in closing))


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "ok"})
