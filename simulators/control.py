"""What every simulator has beside its vendor's paths: the request log, and `/_control` to steer it.

GET    /_control                 clock, switches, faults and the names of the hooks
POST   /_control/reset           a fresh world: seed, switches, faults, clock and log
POST   /_control/seed            {"scale": 10, ...}: seeds anew with the vendor's own options
POST   /_control/clock           {"now": ISO} | {"advance_seconds": n} | {"frozen": bool}
POST   /_control/switches        {"<name>": value, ...}
POST   /_control/faults          one rule of `faults.Fault`, or a list of them;  DELETE clears
GET    /_control/requests        what the vendor was asked, oldest first;         DELETE clears
POST   /_control/canaries        {"name": "..."}: marks secrets and texts in all answers; see `canaries.py`
POST   /_control/hooks/<name>    an act of the vendor's world that its API has no call for
"""

import json
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from simulators.canaries import Canaries, Marking
from simulators.clock import Clock
from simulators.faults import Faults

Hook = Callable[[Mapping[str, Any]], Awaitable[Any]]


class Simulator(ABC):
    """One vendor's world: its state, its switches, its log.

    A vendor subclasses it with `vendor`, `port_offset`, `default_switches`, `routes()`, `seed(options)` and, where its
    world has acts without a call, `hooks()`; `running()` is for a background task of its own.

    Attributes:
        port_offset: which port it has where all simulators run, counted from the first.
    """

    vendor: str
    port_offset: int
    default_switches: Mapping[str, Any] = {}
    # The keys in its answers whose texts are secrets, and those whose texts are clinical.
    secret_keys: frozenset[str] = frozenset()
    text_keys: frozenset[str] = frozenset()

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.switches: dict[str, Any] = dict(self.default_switches)
        self.faults = Faults()
        self.canaries = Canaries(self.secret_keys, self.text_keys)
        self.requests: list[dict[str, Any]] = []
        self.seed({})

    @abstractmethod
    def seed(self, options: Mapping[str, Any]) -> None:
        """Replaces the whole state, relative to the clock's now."""

    @abstractmethod
    def routes(self) -> Sequence[BaseRoute]:
        """The vendor's own paths."""

    def hooks(self) -> Mapping[str, Hook]:
        return {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        yield

    def set_switches(self, values: Mapping[str, Any]) -> None:
        unknown = set(values) - set(self.default_switches)
        if unknown:
            raise KeyError(f"no such switch: {', '.join(sorted(unknown))}")
        self.switches.update(values)

    def reset(self) -> None:
        self.clock.reset()
        self.switches = dict(self.default_switches)
        self.faults.clear()
        self.canaries.name = ""
        self.requests.clear()
        self.seed({})

    def app(self) -> Starlette:
        """The ASGI application: the vendor's routes, the control address, the log around both."""

        def lifespan(_: Starlette) -> AbstractAsyncContextManager[None]:
            return self.running()

        app = Starlette(routes=[*_control(self), *self.routes()], lifespan=lifespan)
        app.router.redirect_slashes = False
        app.state.simulator = self
        app.add_middleware(_Witness, simulator=self)
        return app


class _Witness:
    """Writes down each vendor request with its answer's status, and lets a fault answer first."""

    def __init__(self, app: ASGIApp, simulator: Simulator) -> None:
        self._app = app
        self._simulator = simulator

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_control"):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        entry: dict[str, Any] = {
            "vendor": self._simulator.vendor,
            "at": self._simulator.clock.now().isoformat(),
            "method": request.method,
            "path": request.url.path,
            "query": dict(request.query_params),
            "status": None,
        }
        self._simulator.requests.append(entry)

        async def note_status(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry["status"] = message["status"]
            await send(message)

        answer: ASGIApp = await self._simulator.faults.answer(request) or self._app
        if self._simulator.canaries.name:
            answer = Marking(answer, self._simulator.canaries)
        await answer(scope, receive, note_status)


def _control(simulator: Simulator) -> list[Route]:
    # All of them run in the loop: in a thread, an answer could show a world that is just being changed.
    async def overview(_: Request) -> Response:
        return JSONResponse(
            {
                "vendor": simulator.vendor,
                "now": simulator.clock.now().isoformat(),
                "frozen": simulator.clock.frozen,
                "switches": simulator.switches,
                "faults": simulator.faults.as_json(),
                "hooks": sorted(simulator.hooks()),
                "requests": len(simulator.requests),
            }
        )

    async def reset(request: Request) -> Response:
        simulator.reset()
        return await overview(request)

    async def seed(request: Request) -> Response:
        simulator.seed(await _object(request))
        return await overview(request)

    async def clock(request: Request) -> Response:
        wanted = await _object(request)
        if "now" in wanted:
            at = datetime.fromisoformat(wanted["now"])
            simulator.clock.set(at if at.tzinfo else at.replace(tzinfo=UTC))
        if "advance_seconds" in wanted:
            simulator.clock.advance(float(wanted["advance_seconds"]))
        if "frozen" in wanted:
            (simulator.clock.freeze if wanted["frozen"] else simulator.clock.resume)()
        return await overview(request)

    async def switches(request: Request) -> Response:
        simulator.set_switches(await _object(request))
        return await overview(request)

    async def canaries(request: Request) -> Response:
        simulator.canaries.name = str((await _object(request))["name"])
        return await overview(request)

    async def faults(request: Request) -> Response:
        if request.method == "DELETE":
            simulator.faults.clear()
        else:
            body = await _json(request)
            for rule in body if isinstance(body, list) else [body]:
                simulator.faults.add(rule)
        return await overview(request)

    async def requests(request: Request) -> Response:
        if request.method == "DELETE":
            simulator.requests.clear()
        return JSONResponse(simulator.requests)

    async def hook(request: Request) -> Response:
        act = simulator.hooks().get(request.path_params["name"])
        if act is None:
            raise KeyError(f"no such hook: {request.path_params['name']}")
        return JSONResponse(await act(await _object(request)))

    def told(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def checked(request: Request) -> Response:
            try:
                return await endpoint(request)
            except (KeyError, TypeError, ValueError) as error:
                return JSONResponse({"error": str(error.args[0]) if error.args else str(error)}, 400)

        return checked

    return [
        Route("/_control", overview),
        Route("/_control/reset", told(reset), methods=["POST"]),
        Route("/_control/seed", told(seed), methods=["POST"]),
        Route("/_control/clock", told(clock), methods=["POST"]),
        Route("/_control/switches", told(switches), methods=["POST"]),
        Route("/_control/faults", told(faults), methods=["POST", "DELETE"]),
        Route("/_control/canaries", told(canaries), methods=["POST"]),
        Route("/_control/requests", requests, methods=["GET", "DELETE"]),
        Route("/_control/hooks/{name}", told(hook), methods=["POST"]),
    ]


async def _json(request: Request) -> Any:
    body = await request.body()
    return json.loads(body) if body else {}


async def _object(request: Request) -> dict[str, Any]:
    body = await _json(request)
    if not isinstance(body, dict):
        raise TypeError("the body must be a JSON object")
    return body
