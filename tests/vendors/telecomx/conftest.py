"""A Telecomx that answers what a test tells it to, and remembers what it was asked."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from models.account import Account
from tests.support.accounts import TELECOMX
from tests.support.reads_each_alone import ReadsEachAlone
from vendors.drift import DriftRecord
from vendors.http import Reply
from vendors.telecomx.adapter import TelecomxAdapter
from vendors.telecomx.auth import TelecomxCredentials
from vendors.telecomx.client import TelecomxClient
from vendors.telecomx.settings import TelecomxSettings


def reply(value: Any = None, status: int = 200, *, is_json: bool = True) -> Reply:
    return Reply(status=status, headers={}, value=value, is_json=is_json)


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    params: Mapping[str, Any]
    token: str | None
    json: Any = None


@dataclass
class FakeHttp(ReadsEachAlone):
    """Stands in for VendorHttp; a path's answers are given in turn, the last one for ever."""

    account: ClassVar[Account] = TELECOMX
    drift: DriftRecord = field(default_factory=lambda: DriftRecord(lambda: datetime.now(UTC)))
    answers: dict[str, list[Reply | Exception]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    closed: bool = False

    def on(self, path: str, *answers: Any) -> None:
        self.answers[path] = [a if isinstance(a, (Reply, Exception)) else reply(a) for a in answers]

    def asked(self, path: str) -> list[Call]:
        return [call for call in self.calls if call.path == path]

    async def get(self, path, *, operation, params=None, headers=None) -> Reply:
        token = (headers or {}).get("Authorization", "").removeprefix("Bearer ") or None
        return await self._answer(Call("GET", path, dict(params or {}), token))

    async def send(
        self, method, path, *, operation, params=None, headers=None, json=None, multipart=None
    ) -> Reply:
        token = (headers or {}).get("Authorization", "").removeprefix("Bearer ") or None
        return await self._answer(Call(method, path, dict(params or {}), token, json))

    async def aclose(self) -> None:
        self.closed = True

    async def _answer(self, call: Call) -> Reply:
        self.calls.append(call)
        await asyncio.sleep(0)
        answers = self.answers.get(call.path) or [reply({"error": {"code": "id", "status": 404}}, 404)]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@dataclass
class Clock:
    """A clock that only a test moves."""

    time: datetime = datetime(2025, 11, 4, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture(scope="session")
def body() -> Callable[[str], Any]:
    """The documented body of this name, fresh each time."""
    folder = Path(__file__).parent / "payloads"
    return lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def answer() -> Callable[..., Reply]:
    return reply


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings() -> TelecomxSettings:
    return TelecomxSettings(
        base_url="https://telecomx.example",
        customer_id="65f000000000000000000c01",
        bearer_token="machine-token",
    )


@pytest.fixture
def login_settings() -> TelecomxSettings:
    return TelecomxSettings(
        base_url="https://telecomx.example", customer_id="c1", username="operator", password="canary-password"
    )


@pytest.fixture
def http() -> FakeHttp:
    return FakeHttp()


@pytest.fixture
def client(http, settings, clock) -> TelecomxClient:
    return TelecomxClient(http, TelecomxCredentials(settings, http, clock), settings.customer_id, clock)


@pytest.fixture
def adapter(http, settings, clock) -> TelecomxAdapter:
    return TelecomxAdapter(settings, http, clock)
