"""Lists that one call does not tell in full, and what a room's own page costs them when it fails."""

import pytest

from models.errors import VendorRejected
from models.ids import Kind
from models.listing import MeetingQuery
from models.vendor import Vendor
from tests.support.accounts import a_key
from vendors.operation_scope import operation_scope

ROOM = "/flexcare/videochat/meetings/{}"
ROOMS = "/flexcare/videochat/meetings"
ID, TABLET = "1234567890123457890CCCC", "65f000000000000000000d01"
MEETING, DEVICE = (
    a_key(kind, Vendor.TELECOMX, (name,)) for kind, name in ((Kind.MEETING, ID), (Kind.DEVICE, TABLET))
)


@pytest.fixture
def losses():
    """What reading had to leave out."""
    with operation_scope() as scope:
        yield scope.gaps


async def test_a_bare_conference_whose_room_makes_no_sense_costs_only_itself(adapter, http, body, losses):
    http.on(ROOMS, [body("conference_flat"), {"_id": "odd", "state": "CREATED"}])
    http.on(ROOM.format(ID), body("room_nested"))
    http.on(ROOM.format("odd"), [])
    batch = await adapter.list_meetings(MeetingQuery(), 1)
    assert [meeting.key for meeting in batch.items] == [MEETING]
    assert len(losses) == 1


async def test_a_list_of_bare_conferences_is_not_cut_short_by_a_failing_room(adapter, http, answer, body):
    http.on(ROOMS, [body("conference_flat"), {"_id": "m2", "state": "CREATED"}])
    http.on(ROOM.format("m2"), answer({}, 403))
    with pytest.raises(VendorRejected):
        await adapter.list_meetings(MeetingQuery(), 1)


async def test_a_list_by_device_loses_only_the_meeting_that_makes_no_sense(adapter, http, body, losses):
    listed = [{"_id": name, "subject": name} for name in (ID, "odd")]
    http.on(ROOMS, listed)
    http.on(ROOM.format(ID), body("room_nested"))
    http.on(ROOM.format("odd"), [])
    batch = await adapter.list_meetings(MeetingQuery(device=DEVICE), 1)
    assert [meeting.key for meeting in batch.items] == [MEETING]
    assert len(losses) == 1
