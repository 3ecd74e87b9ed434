"""One Telecomx whose clock stands at noon, and clients that call it as somebody."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import httpx
import pytest

from simulators.clock import Clock
from simulators.telecomx.app import Telecomx
from simulators.telecomx.clinic import MACHINE_TOKEN, PASSWORD

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def telecomx() -> Telecomx:
    clock = Clock()
    clock.freeze()
    clock.set(NOON)
    return Telecomx(clock)


@pytest.fixture
async def open_client(
    telecomx: Telecomx,
) -> AsyncIterator[Callable[[str | None], Awaitable[httpx.AsyncClient]]]:
    """Opens clients with the given Authorization header."""
    async with AsyncExitStack() as stack:
        app = telecomx.app()

        async def opened(authorization: str | None = None) -> httpx.AsyncClient:
            return await stack.enter_async_context(
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(app=app),
                    base_url="http://vendor",
                    headers={"authorization": authorization} if authorization else {},
                )
            )

        yield opened


@pytest.fixture
async def gateway(open_client) -> httpx.AsyncClient:
    """Calls as the gateway's employee, with the token that lasts."""
    return await open_client(f"Bearer {MACHINE_TOKEN}")


@pytest.fixture
async def stranger(open_client) -> httpx.AsyncClient:
    return await open_client(None)


@pytest.fixture
def logged_in(open_client, stranger) -> Callable[[str], Awaitable[httpx.AsyncClient]]:
    """Logs an employee in by the first part of the username."""

    async def opened(name: str) -> httpx.AsyncClient:
        body = {"username": f"{name}@harbour-clinic.example", "password": PASSWORD}
        answer = await stranger.post("/auth/login", json=body)
        return await open_client(f"Bearer {answer.json()['token']}")

    return opened


@pytest.fixture
def switch(stranger) -> Callable[..., Awaitable[None]]:
    async def switched(**values) -> None:
        answer = await stranger.post("/_control/switches", json=values)
        assert answer.status_code == 200, answer.text

    return switched


@pytest.fixture
def hook(stranger) -> Callable[..., Awaitable[object]]:
    async def pulled(name: str, **given):
        answer = await stranger.post(f"/_control/hooks/{name}", json=given)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return pulled


@pytest.fixture
def refused() -> Callable[[httpx.Response], tuple[int, str, str]]:
    """Reads an error envelope, after checking that it repeats the HTTP status."""

    def read(answer: httpx.Response) -> tuple[int, str, str]:
        error = answer.json()["error"]
        assert error["status"] == answer.status_code
        return answer.status_code, error["code"], error["message"]

    return read
