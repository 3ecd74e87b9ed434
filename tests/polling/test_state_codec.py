"""What one gateway has polled is the same at another: each vendor's meetings and queues, and the errors of vendors."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from models.account import DEFAULT_TENANT, first_account
from models.errors import VendorError, VendorRejected, VendorTimeout
from models.ids import Key, Kind
from models.meeting import Meeting, MeetingState, Visit, VisitKind
from models.partial import Unfetched
from models.room import RoomQueue
from models.time_zone import TimeZone
from models.vendor import Vendor
from polling.state_codec import decoded, encoded

NOW = datetime(2030, 1, 31, 9, 30, tzinfo=UTC)
MEETING = Meeting(
    key=Key(Kind.MEETING, first_account(DEFAULT_TENANT, Vendor.VSEE), ("a", "b")),
    title="Consultation",
    state=MeetingState.RUNNING,
    vendor_state=Unfetched("detail"),
    starts_at=NOW,
    time_zone=TimeZone(name="Europe/Berlin", offset_minutes=60),
    devices=(),
    visit=Visit(kind=VisitKind.WALK_IN, conference_hosts=("one", "two"), code="4711"),
)


@pytest.mark.parametrize("state", [None, MEETING, RoomQueue(length=3, as_of=NOW), RoomQueue()])
def test_a_state_is_the_same_after_it_was_written_and_read(state: Any) -> None:
    assert decoded(json.loads(json.dumps(encoded(state)))) == state


def test_an_error_keeps_its_kind_and_place_and_none_of_its_words() -> None:
    told = encoded(VendorTimeout(Vendor.VSEE, "read a queue", status=504, detail="pin 4711"))
    assert "4711" not in json.dumps(told)
    read = decoded(told)
    assert type(read) is VendorTimeout
    assert (read.vendor, read.operation, read.status) == (Vendor.VSEE, "read a queue", 504)
    refused = decoded(encoded(VendorRejected(Vendor.VSEE, "read", status=403, vendor_message="pin 4711")))
    assert isinstance(refused, VendorError)
    assert "4711" not in f"{refused!r} {vars(refused)}"


def test_what_no_state_holds_is_not_written() -> None:
    with pytest.raises(TypeError, match="object"):
        encoded(object())
