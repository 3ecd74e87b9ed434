"""A write is recorded before it is sent, sent once per key, and told truthfully."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from models import idempotency_key
from models.access import JoinRole
from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.canonical import canonical, canonical_before
from models.documents.idempotency import Idempotency
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin
from models.errors import (
    StoreUnavailable,
    Unsupported,
    VendorBadResponse,
    VendorRateLimited,
    VendorRejected,
    VendorTimeout,
    VendorUnreachable,
    WriteRefused,
)
from models.idempotency_key import KeyedWrite
from models.meeting import MeetingState
from models.operation import Safe
from models.principal import Principal
from models.problem import InvalidInput, Outcome, ProblemCode, Unavailable
from models.settings import MeetingSettings
from models.vendor import Capability, Vendor
from models.write_results import MeetingResult
from resolvers.context import Context
from resolvers.writes import meetings
from resolvers.writes.idempotency import ABANDONED_AFTER
from store import idempotency
from store.idempotency import Claim
from store.store import Store
from tests.support.accounts import VCONNCT
from tests.support.anonymous import ANONYMOUS
from tests.support.builders import a_meeting
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, the_principal
from vendors.operation_scope import operation_scope

KEY = "one-key-of-a-caller"
DRAFT = MeetingDraft(vendor=Vendor.VCONNCT, title="Follow-up")


@pytest.fixture
def vendor() -> FakeVendor:
    return FakeVendor(Vendor.VCONNCT)


def on(store: Store, *vendors: FakeVendor, principal: Principal = ANONYMOUS) -> Context:
    return a_context(*vendors, store=store, principal=principal)


async def schedule(store: Store, vendor: FakeVendor, key: str | None = KEY) -> MeetingResult:
    return await meetings.schedule(DRAFT, key, on(store, vendor))


def sent(vendor: FakeVendor) -> int:
    return len(vendor.asked("schedule_meeting"))


async def test_the_same_input_under_the_same_key_is_sent_once(store: Store, vendor: FakeVendor) -> None:
    first, second = [await schedule(store, vendor) for _ in range(2)]
    assert (sent(vendor), first.replayed, second.replayed) == (1, False, True)


async def test_what_is_told_again_is_the_same_thing(store: Store, vendor: FakeVendor) -> None:
    first, second = [await schedule(store, vendor) for _ in range(2)]
    assert first.meeting is not None
    assert second.meeting is not None
    assert first.meeting.key == second.meeting.key


async def test_parallel_writes_under_one_key_are_one(store: Store, vendor: FakeVendor) -> None:
    answers = await asyncio.gather(*(schedule(store, vendor) for _ in range(20)))
    assert (sent(vendor), sum(answer.replayed for answer in answers)) == (1, 19)


async def test_writes_without_a_key_are_writes_of_their_own(store: Store, vendor: FakeVendor) -> None:
    await schedule(store, vendor, None)
    await schedule(store, vendor, None)
    assert sent(vendor) == 2


async def test_another_input_under_the_key_is_refused(store: Store, vendor: FakeVendor) -> None:
    await schedule(store, vendor)
    other = MeetingDraft(vendor=Vendor.VCONNCT, title="Another")
    answer = await meetings.schedule(other, KEY, on(store, vendor))
    assert ([problem.code for problem in answer.problems], sent(vendor)) == ([ProblemCode.KEY_REUSED], 1)


async def test_another_callers_key_is_another_key(store: Store, vendor: FakeVendor) -> None:
    await schedule(store, vendor)
    await meetings.schedule(DRAFT, KEY, on(store, vendor, principal=the_principal("somebody else")))
    assert sent(vendor) == 2


async def test_a_key_of_another_form_is_refused_and_nothing_is_sent(store: Store, vendor: FakeVendor) -> None:
    answer = await schedule(store, vendor, "too short")
    assert answer.problems == (idempotency_key.problem("too short"),)
    assert sent(vendor) == 0


async def test_nothing_is_sent_that_cannot_be_recorded(vendor: FakeVendor) -> None:
    with pytest.raises(StoreUnavailable):
        await meetings.schedule(DRAFT, None, a_context(vendor))
    assert vendor.calls == []


# What a failure means


@pytest.mark.parametrize("error", [VendorTimeout, VendorUnreachable, VendorBadResponse])
async def test_what_left_and_has_no_answer_is_unknown(
    store: Store, vendor: FakeVendor, error: type[VendorTimeout]
) -> None:
    vendor.failing["schedule_meeting"] = error(Vendor.VCONNCT, "create meeting")
    (problem,) = (await schedule(store, vendor)).problems
    assert isinstance(problem, Unavailable)
    assert (problem.outcome, problem.retryable) == (Outcome.UNKNOWN, False)


async def test_what_is_unknown_stays_so_under_its_key(store: Store, vendor: FakeVendor) -> None:
    vendor.failing["schedule_meeting"] = VendorTimeout(Vendor.VCONNCT, "create meeting")
    first, second = [await schedule(store, vendor) for _ in range(2)]
    assert (sent(vendor), second.problems, second.replayed) == (1, first.problems, True)


async def timed_out(store: Store, vendor: FakeVendor, work: Any) -> Any:
    """Writes to a vendor that does not answer, and once more under the same key when it shows what it shows."""
    failure = VendorTimeout(Vendor.VCONNCT, "write")
    vendor.failing |= {"cancel_meeting": failure, "update_meeting": failure}
    first = await work(on(store, vendor))
    assert [problem.code for problem in first.problems] == [ProblemCode.UNAVAILABLE]
    return await work(on(store, vendor))


async def test_a_meeting_that_is_gone_by_then_was_taken_back(store: Store, vendor: FakeVendor) -> None:
    key = a_meeting("m1", Vendor.VCONNCT).key
    again = await timed_out(store, vendor, lambda context: meetings.cancel(key, KEY, context))
    assert again.meeting is not None
    assert (again.problems, again.meeting.state, again.replayed) == ((), MeetingState.CANCELLED, True)


async def test_a_meeting_that_is_still_there_leaves_it_unknown(store: Store) -> None:
    meeting = a_meeting("m1", Vendor.VCONNCT)
    vendor = FakeVendor(Vendor.VCONNCT, meeting)
    again = await timed_out(store, vendor, lambda context: meetings.cancel(meeting.key, KEY, context))
    assert [problem.code for problem in again.problems] == [ProblemCode.UNAVAILABLE]
    assert len(vendor.asked("cancel_meeting")) == 1


@pytest.mark.parametrize(("shown", "is_settled"), [("New", True), ("Old", False)])
async def test_a_change_that_the_vendor_shows_was_made(store: Store, shown: str, is_settled: bool) -> None:
    meeting = a_meeting("m1", Vendor.VCONNCT, title=shown)
    vendor = FakeVendor(Vendor.VCONNCT, meeting)
    changes = MeetingChanges(meeting=meeting.key, title="New")
    again = await timed_out(store, vendor, lambda context: meetings.update(changes, KEY, context))
    assert ((again.problems == ()), len(vendor.asked("update_meeting"))) == (is_settled, 1)


async def test_what_is_unknown_stays_so_while_the_vendor_cannot_be_looked_at(store: Store) -> None:
    meeting = a_meeting("m1", Vendor.VCONNCT)
    vendor = FakeVendor(Vendor.VCONNCT, meeting)
    vendor.failing["meetings"] = VendorTimeout(Vendor.VCONNCT, "list meetings")
    again = await timed_out(store, vendor, lambda context: meetings.cancel(meeting.key, KEY, context))
    assert ([problem.outcome for problem in again.problems], again.replayed) == ([Outcome.UNKNOWN], True)


async def test_an_answer_of_a_better_day_settles_nothing(store: Store, vendor: FakeVendor) -> None:
    key = a_meeting("m1", Vendor.VCONNCT).key
    with operation_scope() as scope:
        scope.meter[VCONNCT].stale = 30.0
        again = await timed_out(store, vendor, lambda context: meetings.cancel(key, KEY, context))
    assert [problem.outcome for problem in again.problems] == [Outcome.UNKNOWN]


async def test_a_stale_answer_of_another_account_at_the_vendor_is_none_of_this_one(
    store: Store, vendor: FakeVendor
) -> None:
    key = a_meeting("m1", Vendor.VCONNCT).key
    with operation_scope() as scope:
        scope.meter[VCONNCT._replace(name="second")].stale = 30.0
        again = await timed_out(store, vendor, lambda context: meetings.cancel(key, KEY, context))
    assert (again.problems, again.replayed) == ((), True)


async def test_a_change_that_cannot_be_compared_stays_unknown(store: Store) -> None:
    meeting = a_meeting("m1", Vendor.VCONNCT, title="New")
    vendor = FakeVendor(Vendor.VCONNCT, meeting)
    changes = MeetingChanges(meeting=meeting.key, title="New", settings=MeetingSettings(record=True))
    again = await timed_out(store, vendor, lambda context: meetings.update(changes, KEY, context))
    assert [problem.code for problem in again.problems] == [ProblemCode.UNAVAILABLE]


async def test_what_never_left_may_be_sent_again_under_its_key(store: Store, vendor: FakeVendor) -> None:
    vendor.failing["schedule_meeting"] = VendorUnreachable(
        Vendor.VCONNCT, "create meeting", may_have_arrived=False
    )
    (problem,) = (await schedule(store, vendor)).problems
    assert isinstance(problem, Unavailable)
    del vendor.failing["schedule_meeting"]
    assert (problem.outcome, (await schedule(store, vendor)).problems) == (Outcome.NOT_SENT, ())


async def test_a_vendor_that_asks_to_slow_down_was_not_written_to(store: Store, vendor: FakeVendor) -> None:
    vendor.failing["schedule_meeting"] = VendorRateLimited(
        Vendor.VCONNCT, "create meeting", retry_after_ms=700, may_have_arrived=False
    )
    (problem,) = (await schedule(store, vendor)).problems
    assert isinstance(problem, Unavailable)
    assert (problem.code, problem.retry_after_ms) == (ProblemCode.RATE_LIMITED, 700)


async def test_what_was_found_wrong_before_may_be_mended_under_the_same_key(
    store: Store, vendor: FakeVendor
) -> None:
    wrong = InvalidInput(message="This is too long.", code=ProblemCode.TOO_LONG, path=("title",))
    vendor.failing["schedule_meeting"] = WriteRefused([wrong])
    refused = await schedule(store, vendor)
    del vendor.failing["schedule_meeting"]
    mended = await meetings.schedule(
        MeetingDraft(vendor=Vendor.VCONNCT, title="Short"), KEY, on(store, vendor)
    )
    assert (refused.problems, mended.problems) == ((wrong,), ())


async def test_the_vendors_refusal_is_told_again_and_not_asked_for_again(
    store: Store, vendor: FakeVendor
) -> None:
    vendor.failing["schedule_meeting"] = VendorRejected(
        Vendor.VCONNCT, "create meeting", status=400, vendor_code="400"
    )
    first, second = [await schedule(store, vendor) for _ in range(2)]
    assert (sent(vendor), second.problems) == (1, first.problems)


async def given_back(store: Store, vendor: FakeVendor, failure: Exception) -> bool:
    """Whether a write that failed so is sent once more under its key, with another input."""
    vendor.failing["schedule_meeting"] = failure
    assert (await schedule(store, vendor)).problems
    del vendor.failing["schedule_meeting"]
    other = MeetingDraft(vendor=Vendor.VCONNCT, title="Mended")
    return (await meetings.schedule(other, KEY, on(store, vendor))).problems == ()


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_refusal_of_what_was_asked_before_the_write_may_be_mended_under_the_same_key(
    store: Store, vendor: FakeVendor, arrived: bool
) -> None:
    wrong = InvalidInput(message="No such device.", code=ProblemCode.INVALID, path=("devices",))
    failure = WriteRefused([wrong], by_vendor=True, arrived=arrived)
    assert await given_back(store, vendor, failure) is not arrived


@pytest.mark.parametrize(
    ("failure", "is_given_back"),
    [
        (VendorTimeout(Vendor.VCONNCT, Safe("list meetings")), True),
        (VendorTimeout(Vendor.VCONNCT, "create meeting"), False),
        (VendorBadResponse(Vendor.VCONNCT, Safe("list meetings")), True),
        (VendorRejected(Vendor.VCONNCT, Safe("list meetings"), status=400), True),
        (VendorRejected(Vendor.VCONNCT, "create meeting", status=403), False),
        (VendorRejected(Vendor.VCONNCT, "create meeting", status=401), True),
    ],
)
async def test_a_key_is_given_back_where_nothing_can_have_been_carried_out(
    store: Store, vendor: FakeVendor, failure: Exception, is_given_back: bool
) -> None:
    assert await given_back(store, vendor, failure) is is_given_back


async def test_what_a_vendor_does_not_know_may_be_mended_under_the_same_key(store: Store) -> None:
    meeting = a_meeting("m1", Vendor.VCONNCT)
    vendor = FakeVendor(Vendor.VCONNCT, meeting)
    await meetings.cancel(a_meeting("gone", Vendor.VCONNCT).key, KEY, on(store, vendor))
    assert (await meetings.cancel(meeting.key, KEY, on(store, vendor))).problems == ()


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refusal_of_our_own_credentials_blames_no_input(
    store: Store, vendor: FakeVendor, status: int
) -> None:
    vendor.failing["schedule_meeting"] = VendorRejected(Vendor.VCONNCT, "create meeting", status=status)
    (problem,) = (await schedule(store, vendor)).problems
    assert (problem.code, problem.path) == (ProblemCode.NOT_ALLOWED, None)


async def test_what_a_vendor_has_no_call_for_is_a_problem(store: Store) -> None:
    vendor = FakeVendor(Vendor.VCONNCT)
    vendor.failing["schedule_meeting"] = Unsupported(Vendor.VCONNCT, Capability.SCHEDULE_MEETINGS)
    (problem,) = (await schedule(store, vendor)).problems
    assert problem.code is ProblemCode.NOT_SUPPORTED


async def test_what_a_vendor_does_not_know_is_not_found(store: Store, vendor: FakeVendor) -> None:
    answer = await meetings.cancel(a_meeting("gone", Vendor.VCONNCT).key, None, on(store, vendor))
    assert [(problem.code, problem.path) for problem in answer.problems] == [
        (ProblemCode.NOT_FOUND, ("meeting",))
    ]


async def test_a_fault_of_ours_after_sending_leaves_the_key_taken(store: Store, vendor: FakeVendor) -> None:
    vendor.failing["schedule_meeting"] = RuntimeError("a bug")
    with pytest.raises(RuntimeError):
        await schedule(store, vendor)
    write = KeyedWrite(
        caller=Caller(DEFAULT_TENANT, "anonymous"), mutation="scheduleMeeting", key=KEY, input={}
    )
    found = await idempotency.known(store, write)
    assert found is not None


# Who gives up, and who was cut off


async def test_a_caller_who_goes_away_does_not_cut_the_write(store: Store, vendor: FakeVendor) -> None:
    vendor.held = asyncio.Event()
    waiting = asyncio.create_task(schedule(store, vendor))
    await vendor.called.wait()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    vendor.held.set()
    again = await schedule(store, vendor)
    assert (sent(vendor), again.replayed, again.meeting is not None) == (1, True, True)


async def test_a_write_of_the_version_before_is_told_again(store: Store, vendor: FakeVendor) -> None:
    made = (await schedule(store, vendor, key=KEY)).meeting
    assert made is not None
    as_before = store.vault.fingerprints(canonical_before(DRAFT), purpose="input")
    await Idempotency.raw().update_one({}, {"$set": {"fingerprints": as_before}})
    again = await schedule(store, vendor, key=KEY)
    assert (sent(vendor), again.replayed, again.meeting and again.meeting.key) == (1, True, made.key)


async def test_a_write_that_was_cut_off_long_ago_is_unknown(store: Store, vendor: FakeVendor) -> None:
    context = on(store, vendor)
    write = KeyedWrite(caller=context.caller, mutation="scheduleMeeting", key=KEY, input=canonical(DRAFT))
    assert isinstance(await idempotency.claim(store, write), Claim)
    later = store.now() + ABANDONED_AFTER + timedelta(seconds=1)
    context.now = lambda: later
    (problem,) = (await meetings.schedule(DRAFT, KEY, context)).problems
    assert isinstance(problem, Unavailable)
    assert (problem.outcome, sent(vendor)) == (Outcome.UNKNOWN, 0)


# What is told again


async def test_a_way_in_is_told_again_as_it_was(store: Store, vendor: FakeVendor) -> None:
    join = MeetingJoin(
        meeting=a_meeting("m1", Vendor.VCONNCT).key, name="Ada", role=JoinRole.GUEST, password=None
    )
    first, second = [await meetings.join(join, KEY, on(store, vendor)) for _ in range(2)]
    assert (first.join_link, len(vendor.asked("join_meeting"))) == (second.join_link, 1)


async def test_a_meeting_that_was_taken_back_is_told_again_as_such(store: Store) -> None:
    meeting = a_meeting("m1", Vendor.VCONNCT)
    vendor = FakeVendor(Vendor.VCONNCT, meeting)
    await meetings.cancel(meeting.key, KEY, on(store, vendor))
    again = await meetings.cancel(meeting.key, KEY, on(store, vendor))
    assert again.meeting is not None
    assert (again.replayed, again.meeting.state) == (True, MeetingState.CANCELLED)


async def test_a_meeting_that_was_scheduled_and_taken_back_since_is_told_again_as_it_is_now(
    store: Store,
) -> None:
    scheduled = a_meeting("m1", Vendor.VCONNCT)
    vendor = FakeVendor(Vendor.VCONNCT, scheduled)
    first = await schedule(store, vendor)
    assert first.meeting is not None
    await meetings.cancel(first.meeting.key, None, on(store, vendor))
    again = await schedule(store, FakeVendor(Vendor.VCONNCT))
    assert again.meeting is not None
    assert (again.replayed, again.meeting.state) == (True, MeetingState.CANCELLED)


async def test_no_secret_of_a_write_can_be_read_in_the_store(store: Store, vendor: FakeVendor) -> None:
    join = MeetingJoin(
        meeting=a_meeting("m1", Vendor.VCONNCT).key, name="Ada", role=JoinRole.GUEST, password="s3cret-word"
    )
    await meetings.join(join, KEY, on(store, vendor))
    stored = [str(document) for document in await Idempotency.get_pymongo_collection().find().to_list()]
    assert stored
    assert not any(word in text for text in stored for word in ("only-once", "s3cret-word", KEY, "Ada"))
