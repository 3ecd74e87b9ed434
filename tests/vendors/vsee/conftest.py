"""A VSee that answers what a test tells it to, and an adapter that speaks to it."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

import pytest

from models.account import Account
from tests.support.accounts import VSEE
from tests.support.reads_each_alone import ReadsEachAlone
from vendors.drift import DriftRecord
from vendors.http import Reply
from vendors.vsee.adapter import VSeeAdapter
from vendors.vsee.client import VSeeClient
from vendors.vsee.settings import VSeeSettings


@dataclass(frozen=True)
class Call:
    path: str
    params: Mapping[str, Any]
    headers: Mapping[str, str]


@dataclass
class FakeHttp(ReadsEachAlone):
    """Stands for the port: gives the answer prepared for a path, and remembers the call."""

    account: ClassVar[Account] = VSEE
    drift: DriftRecord = field(default_factory=lambda: DriftRecord(lambda: datetime.now(UTC)))
    answers: dict[str, Callable[[Mapping[str, Any]], Any]] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    closed: bool = False

    def on(self, path: str, answer: Any, *, status: int = 200, is_json: bool = True) -> None:
        """Lets a path give a body, an error, or what a function of the query gives."""
        ready = answer if isinstance(answer, Exception) else Reply(status, {}, answer, is_json)
        self.answers[path] = answer if callable(answer) else lambda params: ready

    async def get(
        self,
        path: str,
        *,
        operation: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        sent = {name: value for name, value in (params or {}).items() if value is not None}
        self.calls.append(Call(path, sent, dict(headers or {})))
        await asyncio.sleep(0)
        if path not in self.answers:
            return Reply(404, {}, {"code": 404, "message": "Sorry, this page is not available."}, True)
        answer = self.answers[path](sent)
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Reply) else Reply(200, {}, answer, True)

    async def aclose(self) -> None:
        self.closed = True

    @property
    def asked(self) -> list[str]:
        return [call.path for call in self.calls]


@dataclass
class Clock:
    """A clock that only a test moves."""

    time: datetime = datetime(2020, 11, 18, 20, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture(scope="session")
def body() -> Callable[[str], Any]:
    """The documented body of this name, fresh each time."""
    folder = Path(__file__).parent / "payloads"
    return lambda name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings() -> VSeeSettings:
    return VSeeSettings(
        base_url="https://vsee.example/api_v3",
        account_code="vclinic",
        admin_token="s3cret-admin-token",
        page_limit=2,
        page_cap=4,
    )


@pytest.fixture
def http(body: Callable[[str], Any]) -> FakeHttp:
    """Answers every read as documented; the second room of the list is the one that is documented in full."""
    http = FakeHttp()
    http.on("/rooms", lambda params: body("rooms") if params["page"] == 1 else {"data": []})
    http.on("/rooms/b4vjj", body("room"))
    http.on("/rooms/b4vjj/providers", body("providers"))
    http.on("/rooms/b4vjj/providers/85742", body("provider"))
    http.on("/rooms/b4vjj/queue", body("queue"))
    http.on("/visits", body("visits"))
    return http


@pytest.fixture
def client(settings: VSeeSettings, http: FakeHttp, clock: Clock) -> VSeeClient:
    return VSeeClient(settings, http, clock)  # type: ignore[arg-type]


@pytest.fixture
def adapter(settings: VSeeSettings, http: FakeHttp, clock: Clock) -> VSeeAdapter:
    return VSeeAdapter(settings, http, clock)  # type: ignore[arg-type]
