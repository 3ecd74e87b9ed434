"""Gateways over sources that the test itself feeds."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute

from graph.operations.loop_time import LoopTime
from graph.serving.authentication.authenticator import Authenticator
from graph.serving.http.bodies import BODY_LIMITS, Bodies
from graph.serving.http.caching import NeverStored
from graph.serving.http.endpoint import METHODS, GraphQLEndpoint
from graph.serving.origins import Origins
from graph.serving.streams.http import Streams
from graph.serving.streams.open_streams import OpenStreams
from graph.serving.streams.shared import SharedLimits
from graph.serving.streams.transport_ws import SocketLimits
from graph.serving.streams.websocket import SocketEndpoint
from models.principal import Principal
from resolvers.context import Context
from tests.support.anonymous import Anonymous
from tests.support.graph import a_context
from tests.support.streams import Sources, a_schema, serving

Gateway = Callable[..., AbstractAsyncContextManager[int]]


@pytest.fixture
async def sources() -> Sources:
    return Sources()


@pytest.fixture
def gateway(sources: Sources) -> Gateway:
    """Opens a gateway with other limits than the usual ones; gives its port."""

    @asynccontextmanager
    async def opened(
        *,
        stall_seconds: float = 10.0,
        header_seconds: float = 10.0,
        body_seconds: float = 15.0,
        ping_seconds: float = 12.0,
        origins: Origins | None = None,
        shared: SharedLimits | None = None,
        authenticator: Authenticator | None = None,
        bodies: Bodies | None = None,
        **limits: Any,
    ) -> AsyncIterator[int]:
        app = an_app(
            sources,
            ping_seconds,
            SocketLimits(**limits),
            origins or Origins(),
            shared or SharedLimits(),
            authenticator or Anonymous(),
            bodies or Bodies(BODY_LIMITS),
        )
        async with serving(
            app, stall_seconds=stall_seconds, header_seconds=header_seconds, body_seconds=body_seconds
        ) as (port, _):
            yield port

    return opened


@pytest.fixture
async def port(gateway: Gateway) -> AsyncIterator[int]:
    async with gateway() as port:
        yield port


def an_app(
    sources: Sources,
    ping_seconds: float,
    limits: SocketLimits,
    origins: Origins,
    shared: SharedLimits,
    authenticator: Authenticator,
    bodies: Bodies,
) -> Starlette:
    schema, opened = a_schema(sources), OpenStreams()

    def context(request_id: str, principal: Principal) -> Context:
        return replace(a_context(), request_id=request_id, principal=principal, recheck=authenticator.check)

    http = GraphQLEndpoint(
        schema,
        context,
        authenticator,
        Streams(schema, opened, authenticator.sessions, ping_seconds=ping_seconds, limits=shared),
        LoopTime(),
        bodies,
    )
    sockets = SocketEndpoint(schema, context, authenticator, opened, limits, origins, LoopTime(), bodies)
    app = Starlette(
        routes=[
            Route("/graphql", http.__call__, methods=METHODS),
            WebSocketRoute("/graphql", sockets.__call__),
        ],
        middleware=[Middleware(NeverStored)],
    )
    app.state.opened = opened
    return app
