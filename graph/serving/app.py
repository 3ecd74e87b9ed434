"""The gateway as one ASGI application: its routes, its startup and its shutdown."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute

from commands.checkpoints import Checkpoints
from commands.engine import Commands
from graph.operations.context import Contexts
from graph.operations.executable_schema import ExecutableSchema
from graph.schema.build import build
from graph.serving.authentication.anonymous import Anonymous
from graph.serving.authentication.authenticator import Authenticator
from graph.serving.explorer import Explorer, wants_page
from graph.serving.http.cross_origin import CrossOrigin
from graph.serving.http.endpoint import METHODS, GraphQLEndpoint
from graph.serving.http.prefix import PathPrefix
from graph.serving.readiness import Readiness
from graph.serving.settings import Settings
from graph.serving.streams.http import Streams
from graph.serving.streams.open_streams import OpenStreams
from graph.serving.streams.websocket import SocketEndpoint
from models.account import DEFAULT_TENANT
from polling.broker import Broker
from polling.fleet import Fleet
from polling.pace import Pace
from runtime.background_tasks import BackgroundTasks
from store.audit_log import AuditLog
from store.store import Store
from vendors import registry
from vendors.adapters import Adapters
from vendors.resilience.stale_if_error import with_stale_answers

# Inside what an orchestrator allows between SIGTERM and SIGKILL.
_FINISH_SECONDS = 10.0


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    vendors: Adapters | None = None,
    store: Store | None = None,
    *,
    authenticator: Authenticator | None = None,
    checkpoints: Checkpoints | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Starlette:
    """Builds the gateway.

    Args:
        settings: what the operator set.
        vendors: the adapters to use instead of those in the settings; they are closed at the end in both cases.
        store: the store to use instead of the one in the settings; it is started and closed in both cases.
        authenticator: makes principals of tokens; by default everybody is one anonymous caller.
        checkpoints: called when a device command reaches a checkpoint.
        now: returns the present time, aware, in UTC.
    """
    adapters = with_stale_answers(
        registry.open_all(settings, tenant=DEFAULT_TENANT, now=now) if vendors is None else vendors,
        seconds=settings.stale_seconds,
        things=settings.stale_things,
        now=now,
    )
    memory = Store.open(settings, now=now) if store is None else store
    pace = Pace(tick=settings.poll_seconds, slowest=settings.poll_seconds_at_rest)
    audit_log = AuditLog(memory, settings.audit_keys)
    commands = Commands(memory, adapters, checkpoints=checkpoints, audit_log=audit_log)
    broker = Broker(pace, settings.operation_seconds, Fleet(memory, now))
    writes = BackgroundTasks("writes")
    contexts = Contexts(
        vendors=adapters,
        now=now,
        store=memory,
        commands=commands,
        broker=broker,
        writes=writes,
        audit_log=audit_log,
    )
    readiness = Readiness(memory)
    built = ExecutableSchema(build(), settings.operation_seconds, open_schema=settings.opens_schema)
    opened = OpenStreams()

    streams = Streams(
        built, opened, ping_seconds=settings.stream_ping_seconds, limits=settings.shared_stream_limits
    )
    authentication = authenticator or Anonymous()
    graphql = GraphQLEndpoint(built, contexts.fresh, authentication, streams)
    origins = settings.page_origins
    sockets = SocketEndpoint(built, contexts.fresh, authentication, opened, settings.socket_limits, origins)
    explorer = Explorer(settings.explorer_dist)

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
            closing.push_async_callback(memory.aclose)
            await memory.start()
            for adapter in adapters.values():
                # On the exit stack, so that all are closed even if one fails to close.
                closing.push_async_callback(adapter.aclose)
            # It is closed before the vendors, so that it can finish sends that have begun.
            closing.push_async_callback(commands.aclose)
            closing.push_async_callback(broker.aclose)
            closing.push_async_callback(streams.aclose)
            closing.push_async_callback(_ended, graphql.aclose, writes.aclose)
            commands.start()
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
    across = Middleware(CrossOrigin, origins)
    app = Starlette(routes=routes, middleware=[across, *prefix], lifespan=lifespan)
    # The server closes these streams before it waits for running requests.
    app.state.opened = opened
    app.state.readiness = readiness
    return app


async def _ended(*closing: Callable[..., Awaitable[None]]) -> None:
    """Waits for work that no client waits for; all of it concurrently, because parts wait for each other."""
    await asyncio.gather(*(aclose(seconds=_FINISH_SECONDS) for aclose in closing))


async def _alive(_: Request) -> Response:
    return JSONResponse({"status": "ok"})
