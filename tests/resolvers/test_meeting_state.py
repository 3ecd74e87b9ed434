"""Whose word a meeting's state is: its vendor's wherever a call of the operation has it, else a clock's."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from models.listing import Batch, MeetingQuery
from models.meeting import Meeting, MeetingState
from models.partial import Unfetched
from models.vendor import Vendor
from polling.broker import Broker
from polling.pace import Pace
from resolvers import meeting_changes
from resolvers.subscriptions import one
from tests.support.builders import a_failure, a_meeting, at
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, ask, data

TIMES: dict[str, Any] = {"starts_at": at(-60), "ends_at": at(-30)}
RECKONED = a_meeting(
    vendor=Vendor.ENABLEX,
    state=MeetingState.ENDED,
    state_is_reckoned=True,
    vendor_state=Unfetched("listing"),
    **TIMES,
)
SAID = a_meeting(vendor=Vendor.ENABLEX, state=MeetingState.RUNNING, vendor_state="current", **TIMES)
STANDING = "state stateIsReckoned"
ONE = f'meeting(by: {{id: "{RECKONED.id}"}})'
BY_THE_CLOCK = {"state": "ENDED", "stateIsReckoned": True}
BY_THE_VENDOR = {"state": "RUNNING", "stateIsReckoned": False}


class TwoFaced(FakeVendor):
    """Its call for one meeting does not say what its list says; `slow` lets the list answer last."""

    def __init__(self, *, slow: bool = False) -> None:
        super().__init__(Vendor.ENABLEX, RECKONED)
        self.whole[SAID.key] = SAID
        self._slow = slow

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        await self._ask("list_meetings", page)
        for _ in range(50 if self._slow else 0):
            await asyncio.sleep(0)
        return Batch((SAID,))


async def test_a_state_that_only_a_clock_tells_is_told_as_such_and_costs_one_call() -> None:
    vendor = TwoFaced()
    assert (await data(f"{{ {ONE} {{ {STANDING} }} }}", [vendor]))["meeting"] == BY_THE_CLOCK
    assert [call.method for call in vendor.calls] == ["meetings"]


@pytest.mark.parametrize("fields", [f"{STANDING} vendorState", f"vendorState {STANDING}"])
async def test_the_vendors_word_that_is_asked_for_beside_the_state_is_the_state(fields: str) -> None:
    vendor = TwoFaced()
    found = await data(f"{{ {ONE} {{ {fields} }} }}", [vendor])
    assert found["meeting"] == {**BY_THE_VENDOR, "vendorState": "current"}
    assert [call.method for call in vendor.calls] == ["meetings", "complete_meetings"]


@pytest.mark.parametrize("slow", [False, True])
async def test_a_meeting_stands_as_a_list_of_the_same_operation_says(slow: bool) -> None:
    lists = f"meetings(filter: {{vendors: ENABLEX}}) {{ nodes {{ {STANDING} }} }}"
    for query in (f"{{ {ONE} {{ {STANDING} }} {lists} }}", f"{{ {lists} {ONE} {{ {STANDING} }} }}"):
        vendor = TwoFaced(slow=slow)
        found = await data(query, [vendor])
        assert found["meeting"] == found["meetings"]["nodes"][0] == BY_THE_VENDOR
        assert vendor.asked("complete_meetings") == []


@pytest.mark.parametrize("method", ["complete_meetings", "list_meetings"])
async def test_a_word_that_could_not_be_had_leaves_the_clocks_and_its_sign(method: str) -> None:
    vendor = TwoFaced()
    vendor.failing[method] = a_failure(Vendor.ENABLEX)
    lists = "meetings(filter: {vendors: ENABLEX}) { nodes { id } }"
    beside = "vendorState" if method == "complete_meetings" else ""
    answer = await ask(f"{{ {ONE} {{ {STANDING} {beside} }} {lists if not beside else ''} }}", [vendor])
    assert answer.data is not None
    assert {name: answer.data["meeting"][name] for name in BY_THE_CLOCK} == BY_THE_CLOCK


async def test_a_word_from_a_moment_ago_counts_until_a_call_of_the_operation_says_another() -> None:
    vendor = TwoFaced()
    kept = replace(RECKONED, state=MeetingState.SCHEDULED, state_is_reckoned=False, state_is_kept=True)
    vendor.things[kept.key] = kept
    alone = await data(f"{{ {ONE} {{ {STANDING} }} }}", [vendor])
    assert alone["meeting"] == {"state": "SCHEDULED", "stateIsReckoned": False}
    beside = await data(f"{{ {ONE} {{ {STANDING} vendorState }} }}", [vendor])
    assert beside["meeting"] == {**BY_THE_VENDOR, "vendorState": "current"}


async def test_a_state_that_the_vendor_said_is_nobodys_reckoning() -> None:
    vendor = FakeVendor(Vendor.TELECOMX, meeting := a_meeting(state=MeetingState.RUNNING))
    found = await data(f'{{ meeting(by: {{id: "{meeting.id}"}}) {{ {STANDING} }} }}', [vendor])
    assert found["meeting"] == BY_THE_VENDOR


# Followed


class Following(TwoFaced):
    """Shows the meeting by a clock that passes, one state at each look."""

    def __init__(self, *states: MeetingState) -> None:
        super().__init__()
        self._states = list(states)

    async def meetings(self, keys: Any) -> Any:
        await self._ask("meetings", *keys)
        state = self._states.pop(0) if len(self._states) > 1 else self._states[0]
        return {RECKONED.key: a_meeting_by_the_clock(state)}

    async def was_asked(self, method: str, *, times: int) -> None:
        while len(self.asked(method)) < times:
            self.called.clear()
            await self.called.wait()


def a_meeting_by_the_clock(state: MeetingState) -> Meeting:
    return a_meeting(
        vendor=Vendor.ENABLEX,
        state=state,
        state_is_reckoned=True,
        vendor_state=Unfetched("listing"),
        **TIMES,
    )


async def test_a_followed_meeting_does_not_end_while_its_vendor_says_that_it_runs() -> None:
    vendor = Following(MeetingState.RUNNING, MeetingState.ENDED)
    context = a_context(vendor)
    context.broker = Broker(Pace(tick=0.01, slowest=0.01))
    following = meeting_changes.STATES.events(one(RECKONED.key.encoded()), context)
    first = await anext(following)
    assert isinstance(first, Meeting)
    assert (first.state, first.vendor_state) == (MeetingState.RUNNING, "current")
    second = asyncio.ensure_future(anext(following))
    await vendor.was_asked("complete_meetings", times=3)
    assert not second.done()
    vendor.whole[SAID.key] = a_meeting(vendor=Vendor.ENABLEX, state=MeetingState.ENDED, vendor_state="past")
    told = await second
    assert isinstance(told, Meeting)
    assert (told.state, told.vendor_state) == (MeetingState.ENDED, "past")
    await following.aclose()


async def test_a_followed_meeting_costs_one_call_a_look_while_the_clock_says_the_same() -> None:
    vendor = Following(MeetingState.RUNNING)
    context = a_context(vendor)
    context.broker = Broker(Pace(tick=0.01, slowest=0.01))
    following = meeting_changes.STATES.events(one(RECKONED.key.encoded()), context)
    await anext(following)
    second = asyncio.ensure_future(anext(following))
    await vendor.was_asked("meetings", times=4)
    assert len(vendor.asked("complete_meetings")) == 1
    second.cancel()
    await asyncio.wait((second,))
    await following.aclose()
