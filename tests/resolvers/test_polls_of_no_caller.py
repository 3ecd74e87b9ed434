"""A poll belongs to no caller: whoever subscribes first leaves no trace in it."""

import asyncio
import gc
import weakref
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from models.ids import Key
from models.room import RoomQueue
from models.vendor import Vendor
from polling.broker import Broker
from polling.pace import Pace
from resolvers import meeting_changes, rooms
from resolvers.context import Context
from tests.support.builders import a_meeting, a_room
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, the_principal
from vendors.operation_scope import OperationScope, current_scope, operation_scope

MEETING = a_meeting("m", Vendor.VSEE)
ROOM = a_room("noor", Vendor.VSEE)


class Asked(FakeVendor):
    """Remembers in which scopes it was asked, and can be made to change."""

    def __init__(self) -> None:
        super().__init__(Vendor.VSEE, MEETING, ROOM)
        self.beside = {"room_queues": {ROOM.key: RoomQueue(length=1)}}
        self.scopes: list[OperationScope | None] = []

    async def _ask(self, method: str, *keys: Any) -> None:
        self.scopes.append(current_scope())
        await super()._ask(method, *keys)

    def change(self) -> None:
        self.things[MEETING.key] = replace(MEETING, title="Later")
        self.beside["room_queues"][ROOM.key] = RoomQueue(length=2)


def a_subscriber(id: str, vendor: Asked, broker: Broker) -> Context:
    return replace(a_context(vendor), principal=the_principal(id), request_id=id, broker=broker)


@pytest.mark.parametrize(
    ("follow", "key"), [(meeting_changes.followed, MEETING.key), (rooms.queues_followed, ROOM.key)]
)
async def test_the_first_subscribers_leaving_deadline_and_audience_do_not_matter(
    follow: Callable[[Sequence[Key], Context], AsyncGenerator[tuple[Key, Any], None]], key: Key
) -> None:
    vendor, broker = Asked(), Broker(Pace(tick=0.01, slowest=0.01), 20.0)
    context = a_subscriber("first", vendor, broker)
    gone = weakref.ref(context)
    with operation_scope(0.05) as own:
        own.audience = "first"
        first = follow([key], context)
        await anext(first)
        second = follow([key], a_subscriber("second", vendor, broker))
        async with asyncio.timeout(20):
            await anext(second)
            await first.aclose()
            await asyncio.sleep(max(0.0, own.left() or 0.0))
    del context, first
    gc.collect()
    assert gone() is None
    vendor.scopes.clear()
    vendor.change()
    async with asyncio.timeout(20):
        _, state = await anext(second)
    assert not isinstance(state, Exception)
    await second.aclose()
    assert vendor.scopes
    for scope in vendor.scopes:
        assert scope is not None
        assert (scope is own, scope.audience, scope.seconds) == (False, None, 20.0)


async def test_contexts_of_polls_are_the_tenants_and_name_no_caller() -> None:
    vendor = Asked()
    context = a_subscriber("first", vendor, Broker())
    polling = context.of_no_caller()()
    assert polling.caller.tenant == context.caller.tenant
    assert polling.caller.id != "first"
    assert (polling.request_id, polling.audit_log) == ("polling", None)
    assert polling.revealed is not context.revealed
    assert polling.snapshots is not context.snapshots
