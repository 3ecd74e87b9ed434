"""An EnableX account at the stand-in vendor, in a world in which the time stands still."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

from models.access import Capacity
from models.drafts import MeetingDraft
from models.ids import Key, Kind
from models.vendor import Vendor
from simulators.enablex.app import PREFIX, EnableX
from tests.support.accounts import ENABLEX, a_key
from vendors.enablex.adapter import EnableXAdapter
from vendors.enablex.settings import EnableXSettings
from vendors.http import HttpLimits, VendorHttp, operation_scope

NOW = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)

LOGIN = {"app_key": None, "email": "gateway@harbour-clinic.example", "password": "enablex-demo"}

Opened: TypeAlias = Callable[..., AbstractAsyncContextManager[EnableXAdapter]]


def begin(simulator: EnableX) -> None:
    """Makes the world anew."""
    simulator.reset()
    simulator.clock.freeze()
    simulator.clock.set(NOW)
    simulator.seed({})


def opener(simulator: EnableX, address: str) -> Opened:
    """Opens an adapter on the stand-in for the time of a block, inside one operation."""

    @asynccontextmanager
    async def open_adapter(limits: HttpLimits | None = None, **changes: Any) -> AsyncIterator[EnableXAdapter]:
        values = {"app_id": "enablex-demo-app", "app_key": "enablex-demo-key", "page_length": 4, **changes}
        settings = EnableXSettings.model_validate({"base_url": address, **values})
        http = VendorHttp(
            account=ENABLEX,
            base_url=settings.base_url,
            limits=limits or HttpLimits(),
        )
        adapter = EnableXAdapter(settings, http, simulator.clock.now)
        with operation_scope() as scope:
            yield adapter
            assert not scope.gaps
        await adapter.aclose()

    return open_adapter


def a_draft(**changes: Any) -> MeetingDraft:
    """A meeting that EnableX takes, with fields changed by keyword."""
    fields: dict[str, Any] = {
        "title": "Eye check: Ada",
        "starts_at": NOW + timedelta(hours=3),
        "duration_minutes": 30,
        "capacity": Capacity(moderators=1, participants=4),
    }
    return MeetingDraft(vendor=Vendor.ENABLEX, **{**fields, **changes})


def meeting_key(meeting_id: str) -> Key:
    return a_key(Kind.MEETING, Vendor.ENABLEX, (meeting_id,))


def room_key(*parts: str) -> Key:
    return a_key(Kind.ROOM, Vendor.ENABLEX, parts)


def written(simulator: EnableX) -> list[str]:
    """The calls that were not reads, in order: `POST /meetings`."""
    return [
        f"{request['method']} {request['path'].removeprefix(PREFIX)}"
        for request in simulator.requests
        if request["method"] != "GET" and not request["path"].endswith("/login")
    ]
