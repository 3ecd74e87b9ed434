"""A VConnct that answers what a test tells it to, one that keeps its contract, and adapters that speak to them."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
from msgspec import UNSET

from models.errors import VendorError
from models.ids import Key, Kind
from models.vendor import Vendor
from simulators.clock import Clock
from simulators.vconnct import seed
from simulators.vconnct.app import VConnct
from simulators.vconnct.state import License
from tests.support.accounts import VCONNCT, a_key
from tests.support.plain_http import plain_client
from tests.support.reads_each_alone import ReadsEachAlone
from tests.support.world import served_alone
from vendors.credentials_in_words import KnownCredentials
from vendors.drift import DriftRecord
from vendors.http import Reply
from vendors.vconnct.adapter import VConnctAdapter
from vendors.vconnct.client import VConnctClient
from vendors.vconnct.settings import VConnctSettings

Answer: TypeAlias = Reply | VendorError

NOW = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)
PAYLOADS = Path(__file__).parent / "payloads"


MEETING = "0db9ac9d-0001-4b9b-987c-50fd77f5d15d"
IDLE = "0db9ac9d-0002-4b9b-987c-50fd77f5d15d"
ENDED = "5e55104a-0001-4b9b-987c-50fd77f5d15d"
RUNNING = "5e55104a-0002-4b9b-987c-50fd77f5d15d"


class Sample(NamedTuple):
    """What the documented bodies are about: a running meeting with two sessions, and an idle one with none."""

    meeting: Key = a_key(Kind.MEETING, Vendor.VCONNCT, (MEETING,))
    idle: Key = a_key(Kind.MEETING, Vendor.VCONNCT, (IDLE,))
    room: Key = a_key(Kind.ROOM, Vendor.VCONNCT, (MEETING,))
    idle_room: Key = a_key(Kind.ROOM, Vendor.VCONNCT, (IDLE,))
    ended: Key = a_key(Kind.SESSION, Vendor.VCONNCT, (MEETING, ENDED))
    running: Key = a_key(Kind.SESSION, Vendor.VCONNCT, (MEETING, RUNNING))


class Call(NamedTuple):
    path: str
    params: dict[str, Any]
    headers: dict[str, str]
    method: str = "GET"
    body: Any = None


class FakeHttp(ReadsEachAlone):
    """Stands for the port: gives the answer prepared for a call, and remembers the call."""

    account = VCONNCT

    def __init__(self) -> None:
        self.drift = DriftRecord(lambda: datetime.now(UTC))
        self.credentials = KnownCredentials(())
        self.calls: list[Call] = []
        self.sent: list[Call] = []
        self._answers: dict[tuple[str, str | None], Answer] = {}

    def prepare(self, name: str, answer: Any, *, of: str | None = None, status: int = 200) -> None:
        """Lets the endpoint `name`, asked for the id `of` or for any, give a body, a Reply or an error."""
        self._answers[f"/api/v1/{name}/", of] = _reply(answer, status)

    async def get(
        self,
        path: str,
        *,
        operation: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        return self._answered(Call(path, dict(params or {}), dict(headers or {})))

    async def send(
        self,
        method: str,
        path: str,
        *,
        operation: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = UNSET,
        multipart: None = None,
    ) -> Reply:
        self.sent.append(Call(path, dict(params or {}), dict(headers or {}), method, json))
        return self._answered(self.sent[-1])

    def _answered(self, call: Call) -> Reply:
        self.calls.append(call)
        path, params = call.path, call.params
        asked = next(iter(params.values()), None)
        answer = self._answers.get((path, asked)) or self._answers[path, None]
        if isinstance(answer, VendorError):
            raise answer
        return answer

    @property
    def asked(self) -> list[str]:
        """The endpoints that were called, by name."""
        return [call.path.removeprefix("/api/v1/").removesuffix("/") for call in self.calls]


def _reply(answer: Any, status: int) -> Answer:
    return answer if isinstance(answer, Reply | VendorError) else Reply(status, {}, answer, True)


def documented(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text())


@pytest.fixture
def payload() -> Any:
    """A documented body by its name, to be changed at will."""
    return documented


@pytest.fixture
def sample() -> Sample:
    return Sample()


@pytest.fixture
def settings() -> VConnctSettings:
    return VConnctSettings(license="s3cret-partner-key", base_url="https://vconnct.example")


@pytest.fixture
def http() -> FakeHttp:
    """Answers every read as documented, and knows no other ids than those of the documented lists."""
    http = FakeHttp()
    for name in ("list_meetings", "list_general_meeting_setting"):
        http.prepare(name, documented(name))
    for name in ("list_sessions", "list_setting", "list_attendance", "get_record"):
        http.prepare(name, documented("not_found"), status=404)
    http.prepare("list_sessions", documented("list_sessions"), of=MEETING)
    http.prepare("list_sessions", documented("list_sessions") | {"data": []}, of=IDLE)
    for meeting in (MEETING, IDLE):
        http.prepare("list_setting", documented("list_setting"), of=meeting)
    for session in (ENDED, RUNNING):
        http.prepare("list_attendance", documented("list_attendance"), of=session)
    http.prepare("get_record", documented("get_record"), of=ENDED)
    for name in ("create_meeting", "update_meeting"):
        http.prepare(name, documented("create_meeting"), status=201)
    for name in ("start_meeting", "join_meeting"):
        http.prepare(name, documented("start_meeting"))
    for name in ("end_meeting", "delete_scheduled_meeting"):
        http.prepare(name, documented("end_meeting"))
    return http


@pytest.fixture
def client(settings: VConnctSettings, http: Any) -> VConnctClient:
    return VConnctClient(settings, http, lambda: NOW)


@pytest.fixture
def pauses() -> list[float]:
    """How long the adapter has slept, in seconds, without that any time has passed."""
    return []


@pytest.fixture
def adapter(settings: VConnctSettings, http: Any, pauses: list[float]) -> VConnctAdapter:
    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    return VConnctAdapter(settings, http, lambda: NOW, sleep)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[VConnct, str]]:
    simulator = VConnct(Clock())
    with served_alone(simulator) as address:
        yield simulator, address


@pytest.fixture
def simulator(served: tuple[VConnct, str]) -> VConnct:
    simulator, _ = served
    simulator.reset()
    simulator.clock.freeze()
    simulator.clock.set(NOW)
    simulator.seed({})
    return simulator


@pytest.fixture
def demo(simulator: VConnct) -> License:
    return simulator.world.licenses[seed.DEMO]


@pytest.fixture
async def account(
    simulator: VConnct, served: tuple[VConnct, str], pauses: list[float]
) -> AsyncIterator[Callable[..., VConnctAdapter]]:
    """Opens adapters whose pauses move the simulator's clock, and closes them afterwards."""
    opened: list[VConnctAdapter] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        simulator.clock.advance(seconds)

    def open_account(license: str = seed.DEMO, **settings: Any) -> VConnctAdapter:
        told = VConnctSettings(base_url=served[1], license=license, **settings)
        opened.append(VConnctAdapter.open(VCONNCT, told, now=simulator.clock.now, sleep=sleep))
        return opened[-1]

    yield open_account
    for adapter in opened:
        await adapter.aclose()


@pytest.fixture
async def act(served: tuple[VConnct, str]) -> AsyncIterator[Callable[..., Awaitable[None]]]:
    async with plain_client(base_url=served[1]) as client:

        async def told(hook: str, **given: Any) -> None:
            (await client.post(f"/_control/hooks/{hook}", json=given)).raise_for_status()

        yield told
