"""Drafts of every kind of write, bare and full: what is told apart by the digests of idempotency keys."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from models.access import Capacity, JoinRole
from models.account import DEFAULT_TENANT, Account
from models.drafts import (
    LobbyDraft,
    MediaDraft,
    MeetingChanges,
    MeetingDraft,
    MeetingJoin,
    MeetingStart,
    PinReset,
    RoomAssignment,
    RoomChanges,
    RoomDraft,
)
from models.ids import Key, Kind
from models.meeting import Invitees
from models.settings import MeetingLocks, MeetingSettings
from models.vendor import Vendor
from tests.support.accounts import a_key

MEETING = a_key(Kind.MEETING, Vendor.ENABLEX, ("mtg-0001",))
SECOND = Key(Kind.MEETING, Account(DEFAULT_TENANT, Vendor.VCONNCT, "second"), ("m-1",))
ROOM = a_key(Kind.ROOM, Vendor.VSEE, ("r-1",))
MOMENT = datetime(2030, 1, 31, 9, 30, tzinfo=UTC)

# By the mutation's name.
DRAFTS: Sequence[tuple[str, Any]] = (
    ("scheduleMeeting", MeetingDraft(vendor=Vendor.VCONNCT)),
    (
        "scheduleMeeting",
        MeetingDraft(
            vendor=Vendor.TELECOMX,
            title="A title",
            description="",
            starts_at=MOMENT,
            duration_minutes=30,
            time_zone="Europe/Copenhagen",
            capacity=Capacity(participants=4),
            settings=MeetingSettings(record=False, locks=MeetingLocks(camera=True)),
            invitees=Invitees(emails=("somebody@example.org",)),
            sends_mail=False,
            moderator_password="a password",
            host_id="10001",
            devices=(a_key(Kind.DEVICE, Vendor.TELECOMX, ("d1",)),),
        ),
    ),
    ("updateMeeting", MeetingChanges(meeting=MEETING, title="Another title")),
    ("updateMeeting", MeetingChanges(meeting=SECOND, cleared=(("description",), ("settings", "record")))),
    ("startMeeting", MeetingStart(meeting=MEETING)),
    ("startMeeting", MeetingStart(meeting=MEETING, host_name="A host", logout_url="https://x.example/")),
    ("createJoinLink", MeetingJoin(meeting=MEETING)),
    ("createJoinLink", MeetingJoin(meeting=MEETING, name="A guest", role=JoinRole.HOST)),
    ("resetPins", PinReset(room=ROOM)),
    ("resetPins", PinReset(room=ROOM, participant=False)),
    ("createRoom", RoomDraft(vendor=Vendor.VSEE)),
    ("createRoom", RoomDraft(vendor=Vendor.VSEE, name="A room", slug="a-room")),
    ("updateRoom", RoomChanges(room=ROOM, capacity=Capacity(moderators=1), settings=MeetingSettings())),
    ("assignRoom", RoomAssignment(room=ROOM, user_id="u-1")),
    ("assignRoom", RoomAssignment(room=ROOM, user_id="u-1", is_default=False)),
    ("setLobby", LobbyDraft(meeting=MEETING)),
    (
        "setLobby",
        LobbyDraft(
            meeting=MEETING,
            messages=("Wait here",),
            images=(MediaDraft(content=b"bytes", filename="a.png", content_type="image/png"),),
            audio=MediaDraft(url="https://x.example/a.mp3"),
        ),
    ),
    ("endMeeting", MEETING),
)
