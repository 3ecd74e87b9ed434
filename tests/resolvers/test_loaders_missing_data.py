"""What one batch lacks is shared out among its answers, however much it is."""

import time
from collections.abc import Sequence
from typing import Any

from models.ids import Kind
from models.meeting import Meeting
from models.session import Session, SessionState
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from models.view import View
from models.view_attributes import derived, supplied
from resolvers.loaders.missing_data import shared_out
from tests.support.accounts import a_key
from tests.support.builders import NOON, a_meeting
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import data
from vendors.missing_data import MissingData, MissingItem, together
from vendors.payload import Row, Scalar
from vendors.views import Answer, mapped

NAMES = [a_key(Kind.MEETING, Vendor.VCONNCT, (str(number),)) for number in range(100)]
ANSWERS = {name: a_meeting(name.parts[0], Vendor.VCONNCT) for name in NAMES}
FIELD = VendorProblem.unreadable_fields(Vendor.VCONNCT, "list meetings", ("title",), 1)
ROW = VendorProblem.unreadable_rows(Vendor.VCONNCT, "list meetings", 1)


def test_what_nobody_is_known_to_lack_counts_once_for_all() -> None:
    told = shared_out([MissingItem(FIELD, number) for number in range(20_000)], ANSWERS)
    assert all(
        [problem.count for problem in together(gap.problem for gap in told[name])] == [20_000]
        for name in NAMES
    )
    joined = MissingData()
    for name in NAMES:
        joined.extend(told[name])
    assert [problem.count for problem in joined.problems()] == [20_000]


def test_many_things_with_many_gaps_each_have_their_own() -> None:
    gaps = [MissingItem(FIELD, (name, number), (name,)) for name in NAMES for number in range(200)]
    began = time.thread_time()
    told = shared_out(gaps, ANSWERS)
    assert time.thread_time() - began < 0.5
    assert {len(told[name]) for name in NAMES} == {200}


def test_rows_that_could_not_be_read_may_be_what_was_not_found() -> None:
    answers = {**ANSWERS, NAMES[0]: None}
    assert shared_out([MissingItem(ROW, number) for number in range(1000)], answers).keys() == {NAMES[0]}


class SessionRow(Row):
    title: Scalar = None


class SessionView(View, Session):
    title = mapped("title", str.upper)
    key = supplied()
    meeting_key = supplied()
    state = derived(lambda _: SessionState.UNKNOWN)


async def test_a_page_reports_what_cannot_be_read_of_its_own_rows_alone() -> None:
    class WithViews(FakeVendor):
        async def sessions_of_meetings(self, meetings: Sequence[Meeting]) -> Any:
            answer = Answer(self.account, "list sessions", NOON)
            return {
                meeting.key: (
                    SessionView.over(
                        SessionRow(title=7 if meeting.vendor_id == "m1" else "visit"),
                        answer,
                        key=a_key(Kind.SESSION, self.vendor, (meeting.vendor_id, "s1")),
                        meeting_key=meeting.key,
                    ),
                )
                for meeting in meetings
            }

    vendor = WithViews(Vendor.VSEE, *(a_meeting(id, Vendor.VSEE) for id in ("m1", "m2")))
    query = "{ meetings { nodes { vendorId sessions { nodes { title } unavailable { count } } } } }"
    found = await data(query, [vendor])
    told = {row["vendorId"]: row["sessions"] for row in found["meetings"]["nodes"]}
    assert told == {
        "m1": {"nodes": [{"title": None}], "unavailable": [{"count": 1}]},
        "m2": {"nodes": [{"title": "VISIT"}], "unavailable": []},
    }
