"""One VSee simulator on a clock that stands still, and a client for it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from simulators.clock import Clock
from simulators.vsee.app import VSee


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.freeze()
    clock.set(datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
    return clock


@pytest.fixture
def simulator(clock: Clock) -> VSee:
    return VSee(clock)


@pytest.fixture
async def vendor(simulator: VSee) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=simulator.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://vendor/api_v3") as client:
        yield client


@pytest.fixture
def admin() -> dict[str, str]:
    return {"X-ApiToken": "vsee-demo-admin-token"}


@pytest.fixture
def doctor() -> dict[str, str]:
    """The token of Dr. Møller, user 85742."""
    return {"X-ApiToken": "vsee-demo-provider-token-2"}


@pytest.fixture
def patient() -> dict[str, str]:
    """The token of user 85801."""
    return {"X-ApiToken": "vsee-demo-member-token-1"}


Act = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def act(vendor: httpx.AsyncClient) -> Act:
    """Calls a hook: `await act("close_room", room="noor1")`."""

    async def call(hook: str, /, **options: Any) -> httpx.Response:
        return await vendor.post(f"http://vendor/_control/hooks/{hook}", json=options)

    return call
