"""Two calls of one write go out at once: each says for itself alone whether it may have arrived."""

import asyncio
from typing import Any

import pytest

from models.drafts import MeetingDraft
from models.errors import VendorBadResponse, VendorError, VendorRejected, VendorTimeout, VendorUnreachable
from models.meeting import Meeting
from models.operation import Safe
from models.problem import Outcome, Unavailable
from models.vendor import Vendor
from models.write_results import MeetingResult
from resolvers.writes import meetings
from store.store import Store
from tests.support.accounts import VCONNCT
from tests.support.builders import a_meeting
from tests.support.graph import a_context
from tests.support.raw_vendor import Wire, always, vendor_that
from vendors.base import Adapter
from vendors.http import HttpLimits, Reply, VendorHttp

LIMITS = HttpLimits(first_byte=0.3, total=1.0)
NOBODY = "http://127.0.0.1:1"
DRAFT = MeetingDraft(vendor=Vendor.VCONNCT, title="Follow-up")


takes = always(b"{}")


async def keeps_silent(wire: Wire) -> None:
    await wire.request()
    await wire.reader.read()


class TwoCalls(Adapter):
    """Makes a meeting by two calls that go out at once."""

    vendor = Vendor.VCONNCT

    def __init__(self, first: VendorHttp, second: VendorHttp) -> None:
        super().__init__(first.account)
        self.ports = (first, second)

    async def ends(self) -> list[Reply | VendorError]:
        calls = (port.send("POST", "/part", operation="make part", json={}) for port in self.ports)
        answers: list[Any] = await asyncio.gather(*calls, return_exceptions=True)
        return answers

    async def schedule_meeting(self, draft: MeetingDraft) -> Meeting:
        ends = await self.ends()
        failures = [end for end in ends if isinstance(end, VendorError)]
        arrived = [end for end in ends if isinstance(end, Reply) or end.may_have_arrived]
        for failure in failures:
            raise failure.in_part() if arrived else failure
        return a_meeting("made", Vendor.VCONNCT)


def nobody() -> VendorHttp:
    return VendorHttp(account=VCONNCT, base_url=NOBODY, limits=LIMITS)


async def scheduled(store: Store, adapter: Adapter) -> MeetingResult:
    return await meetings.schedule(DRAFT, "one-key-of-a-caller", a_context(adapter, store=store))


def outcome(written: MeetingResult) -> Outcome:
    [problem] = written.problems
    assert isinstance(problem, Unavailable)
    return problem.outcome


@pytest.mark.parametrize("arrives_first", [True, False])
async def test_of_two_calls_at_once_each_tells_its_own_end(arrives_first: bool) -> None:
    async with vendor_that(takes, account=VCONNCT, limits=LIMITS) as (http, seen):
        gone = nobody()
        ends = await TwoCalls(*((http, gone) if arrives_first else (gone, http))).ends()
        await gone.aclose()
    answered, refused = ends if arrives_first else reversed(ends)
    assert isinstance(answered, Reply)
    assert isinstance(refused, VendorUnreachable)
    assert (refused.may_have_arrived, len(seen)) == (False, 1)


async def test_a_call_that_may_have_arrived_and_one_that_has_not_differ() -> None:
    async with vendor_that(keeps_silent, account=VCONNCT, limits=LIMITS) as (http, _):
        gone = nobody()
        ends = await TwoCalls(http, gone).ends()
        await gone.aclose()
    assert [end.may_have_arrived for end in ends if isinstance(end, VendorError)] == [True, False]


@pytest.mark.parametrize("behave", [takes, keeps_silent])
async def test_a_write_of_which_one_call_has_arrived_is_unknown_and_not_sent_again(
    store: Store, behave: Any
) -> None:
    async with vendor_that(behave, account=VCONNCT, limits=LIMITS) as (http, seen):
        gone = nobody()
        adapter = TwoCalls(gone, http)
        first, second = [await scheduled(store, adapter) for _ in range(2)]
        await gone.aclose()
    assert (outcome(first), outcome(second), second.replayed, len(seen)) == (
        Outcome.UNKNOWN,
        Outcome.UNKNOWN,
        True,
        1,
    )


async def test_a_write_of_which_no_call_has_left_may_be_sent_again_under_its_key(store: Store) -> None:
    gone = nobody()
    first = await scheduled(store, TwoCalls(gone, gone))
    async with vendor_that(takes, account=VCONNCT, limits=LIMITS) as (http, _):
        second = await scheduled(store, TwoCalls(http, http))
    await gone.aclose()
    assert (outcome(first), second.problems) == (Outcome.NOT_SENT, ())


# What errors say of themselves


@pytest.mark.parametrize("error", [VendorTimeout, VendorUnreachable, VendorBadResponse])
def test_what_asks_for_no_change_has_carried_nothing_out(error: type[VendorError]) -> None:
    assert not error(Vendor.VSEE, Safe("read room")).may_have_arrived
    assert error(Vendor.VSEE, "create room").may_have_arrived


def test_a_failure_amid_a_write_leaves_it_open() -> None:
    failure = VendorUnreachable(Vendor.VSEE, Safe("read room"), status=503, retry_after_ms=7)
    told = failure.in_part()
    assert (type(told), told.status, told.retry_after_ms) == (VendorUnreachable, 503, 7)
    assert (told.may_have_arrived, failure.may_have_arrived) == (True, False)


def test_a_refusal_amid_a_write_is_no_refusal_of_it() -> None:
    told = VendorRejected(Vendor.VSEE, "create room", status=400).in_part()
    assert (type(told), told.status, told.may_have_arrived) == (VendorBadResponse, 400, True)
