"""A stand-in for the port that answers from a table and remembers its calls, and the stand-in vendor on a socket."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from models.account import Account
from simulators.clock import Clock as SimulatorClock
from simulators.enablex.app import PREFIX, EnableX
from tests.support import enablex
from tests.support.accounts import ENABLEX
from tests.support.reads_each_alone import ReadsEachAlone
from tests.support.world import served_alone
from vendors.drift import DriftRecord
from vendors.enablex.adapter import EnableXAdapter
from vendors.enablex.settings import EnableXSettings
from vendors.http import UNSET, Reply, operation_scope
from vendors.missing_data import MissingData

PAYLOADS = Path(__file__).parent / "payloads"
NOT_FOUND = {"result": 404, "msg": "Not found", "desc": "Not found"}


@dataclass
class Call:
    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    json: Any = None
    multipart: Any = None


@dataclass
class FakeHttp(ReadsEachAlone):
    """Answers each (method, path) with its replies in turn, the last one for ever; else as EnableX' 404."""

    account: ClassVar[Account] = ENABLEX
    drift: DriftRecord = field(default_factory=lambda: DriftRecord(lambda: datetime.now(UTC)))
    calls: list[Call] = field(default_factory=list)
    replies: dict[tuple[str, str], list[Any]] = field(default_factory=lambda: defaultdict(list))
    closed: bool = False

    def on(self, method: str, path: str, value: Any, status: int = 200) -> None:
        self.replies[method, path].append(
            value if callable(value) else Reply(status, {}, value, value is not None)
        )

    def asked(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    async def get(self, path: str, *, operation: str, params: Any = None, headers: Any = None) -> Reply:
        return await self._answer(Call("GET", path, dict(params or {}), dict(headers or {})))

    async def send(
        self,
        method: str,
        path: str,
        *,
        operation: str,
        params: Any = None,
        headers: Any = None,
        json: Any = UNSET,
        multipart: Any = None,
    ) -> Reply:
        body = None if json is UNSET else json
        return await self._answer(
            Call(method, path, dict(params or {}), dict(headers or {}), body, multipart)
        )

    async def aclose(self) -> None:
        self.closed = True

    async def _answer(self, call: Call) -> Reply:
        self.calls.append(call)
        waiting = self.replies.get((call.method, call.path)) or [Reply(404, {}, NOT_FOUND, True)]
        reply = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        if callable(reply):
            reply = await reply(call)
        if isinstance(reply, Exception):
            raise reply
        return reply


class Clock:
    """Moved by hand; begins an hour before the meeting of the payloads."""

    def __init__(self) -> None:
        self.time = datetime(2030, 1, 31, 8, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def advance(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def payload() -> Callable[[str], Any]:
    """A documented body, by its file's name; each call gives a fresh copy."""

    def read(name: str) -> Any:
        return deepcopy(json.loads((PAYLOADS / f"{name}.json").read_text()))

    return read


@pytest.fixture
def http() -> FakeHttp:
    return FakeHttp()


@pytest.fixture
def settings() -> Callable[..., EnableXSettings]:
    def build(**changes: Any) -> EnableXSettings:
        return EnableXSettings.model_validate({"app_id": "app-1", "app_key": "key-1", **changes})

    return build


@pytest.fixture
def adapter(
    http: FakeHttp, clock: Clock, settings: Callable[..., EnableXSettings]
) -> Callable[..., EnableXAdapter]:
    """Builds an adapter over the fake port, with settings changed by keyword."""

    def build(**changes: Any) -> EnableXAdapter:
        return EnableXAdapter(settings(**changes), http, clock)  # type: ignore[arg-type]

    return build


@pytest.fixture
def problems() -> Iterator[MissingData]:
    """What the running operation had to leave out."""
    with operation_scope() as scope:
        yield scope.gaps


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[EnableX, str]]:
    simulator = EnableX(SimulatorClock())
    with served_alone(simulator) as address:
        yield simulator, f"{address}{PREFIX}"


@pytest.fixture
def simulator(server: tuple[EnableX, str]) -> EnableX:
    """A fresh world in which the time stands still."""
    enablex.begin(server[0])
    return server[0]


@pytest.fixture
def opened(simulator: EnableX, server: tuple[EnableX, str]) -> enablex.Opened:
    """Opens an adapter on the stand-in for the time of a block, inside one operation."""
    return enablex.opener(simulator, server[1])
