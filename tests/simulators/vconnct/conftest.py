"""A VConnct of its own for each test, with its clock held still."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from simulators.clock import Clock
from simulators.vconnct.app import VConnct
from simulators.vconnct.fields import SETTINGS
from simulators.vconnct.seed import DEMO

Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.freeze()
    clock.set(datetime(2026, 3, 2, 9, 0, 0, 148000, tzinfo=UTC))
    return clock


@pytest.fixture
def simulator(clock: Clock) -> VConnct:
    return VConnct(clock)


@pytest.fixture
async def client(simulator: VConnct) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=simulator.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://vendor") as client:
        yield client


@pytest.fixture
def call(client: httpx.AsyncClient) -> Call:
    """Asks for a path below /api/v1/ under the demo license; keywords are the query, `json` the body."""

    async def call(
        method: str, name: str, *, license: str = DEMO, json: Any = None, language: str = "en", **query: str
    ) -> httpx.Response:
        headers = {"license": license, "accept-language": language}
        return await client.request(method, f"/api/v1/{name}/", headers=headers, json=json, params=query)

    return call


@pytest.fixture
def data(call: Call) -> Call:
    """The data of a call that succeeds."""

    async def data(*args: Any, **options: Any) -> Any:
        response = await call(*args, **options)
        assert response.json()["status"] is True, response.text
        return response.json()["data"]

    return data


@pytest.fixture
def refusal(call: Call) -> Call:
    """The code and the texts of a call that is refused."""

    async def refusal(*args: Any, **options: Any) -> tuple[int, list[str]]:
        body = (await call(*args, **options)).json()
        assert body["status"] is False
        return body["status_code"], body["error_messages"]

    return refusal


@pytest.fixture
def hook(client: httpx.AsyncClient) -> Call:
    async def hook(name: str, **given: Any) -> httpx.Response:
        return await client.post(f"/_control/hooks/{name}", json=given)

    return hook


@pytest.fixture
def ten_settings() -> Callable[..., list[Mapping[str, Any]]]:
    """All ten settings, false unless named otherwise."""

    def ten_settings(**values: bool) -> list[Mapping[str, Any]]:
        return [{"setting": name, "value": values.get(name, False)} for name in SETTINGS]

    return ten_settings
