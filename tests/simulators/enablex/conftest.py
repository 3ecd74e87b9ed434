"""One EnableX with its clock standing still, and clients that speak to it in process."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from simulators.clock import Clock
from simulators.enablex.app import EnableX

Hook = Callable[..., Awaitable[Any]]


@pytest.fixture
def simulator() -> EnableX:
    clock = Clock()
    clock.freeze()
    clock.set(datetime(2030, 1, 15, 8, 40, tzinfo=UTC))
    return EnableX(clock)


@pytest.fixture
async def anyone(simulator: EnableX) -> AsyncIterator[httpx.AsyncClient]:
    """A client without credentials, at the vendor's address."""
    transport = httpx.ASGITransport(app=simulator.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://vendor/ucaas/v1") as client:
        yield client


@pytest.fixture
async def vendor(simulator: EnableX) -> AsyncIterator[httpx.AsyncClient]:
    """A client with the App ID and Key of the account, for meetings."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=simulator.app()),
        base_url="http://vendor/ucaas/v1",
        auth=("enablex-demo-app", "enablex-demo-key"),
        headers={"X-App-Type": "vc"},
    ) as client:
        yield client


@pytest.fixture
def hook(anyone: httpx.AsyncClient) -> Hook:
    async def act(name: str, **told: Any) -> Any:
        response = await anyone.post(f"http://vendor/_control/hooks/{name}", json=told)
        assert response.status_code == 200, response.text
        return response.json()

    return act


@pytest.fixture
def new_meeting() -> dict[str, Any]:
    """A body that schedules a meeting."""
    return {
        "room_name": "Follow-up",
        "desc": "After the operation",
        "start_time": "2030-02-01 09:30:00",
        "timezone_id": "214",
        "duration": 30,
        "moderators": 1,
        "participants": 2,
    }
