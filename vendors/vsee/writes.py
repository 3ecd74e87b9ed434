"""Carries out VSee's writes: creates rooms and links providers to them, each by one call."""

from models.drafts import RoomAssignment, RoomDraft
from models.errors import VendorRejected, WriteRefused
from models.room import Room
from vendors.checks import refuse_if
from vendors.vsee import checks, refusals, requests
from vendors.vsee.client import VSeeClient
from vendors.vsee.mapping import rooms
from vendors.vsee.mapping.keys import room_code
from vendors.vsee.room_directory import RoomDirectory


class VSeeWrites:
    """The writes of one account; a refusal of our own token goes through as it is."""

    def __init__(self, client: VSeeClient, directory: RoomDirectory) -> None:
        self._client = client
        self._directory = directory

    async def create_room(self, draft: RoomDraft) -> Room:
        refuse_if(checks.room(draft))
        try:
            row = await self._client.create_room(requests.room(draft))
        except VendorRejected as error:
            if error.status in refusals.ABOUT_THE_ACCOUNT:
                raise
            raise WriteRefused([refusals.of_room(error, draft)], by_vendor=True) from error
        room = rooms.created(row, self._client.answer("create room"))
        self._directory.learn([room])
        return room

    async def assign_room(self, assignment: RoomAssignment) -> Room | None:
        refuse_if(checks.assignment(assignment))
        code = room_code(self._client.account, assignment.room)
        if code is None:
            return None
        form = requests.assignment(assignment, code)
        try:
            row = await self._client.link_room(assignment.user_id, code, form)
        except VendorRejected as error:
            if error.status in refusals.ABOUT_THE_ACCOUNT:
                raise
            raise WriteRefused([refusals.of_assignment(error)], by_vendor=True) from error
        if row is None:
            raise self._unknown(code)
        room = rooms.linked(row, self._client.answer("assign room"))
        self._directory.learn([room])
        return room

    async def unassign_room(self, assignment: RoomAssignment) -> Room | None:
        """Ends the link; the answer is empty, so of the room all but its code is read when it is asked for."""
        refuse_if(checks.unassignment(assignment))
        code = room_code(self._client.account, assignment.room)
        if code is None:
            return None
        try:
            done = await self._client.unlink_room(assignment.user_id, code)
        except VendorRejected as error:
            if error.status in refusals.ABOUT_THE_ACCOUNT:
                raise
            raise WriteRefused([refusals.of_assignment(error)], by_vendor=True) from error
        if not done:
            raise self._unknown(code)
        return rooms.unread(assignment.room)

    def _unknown(self, code: str) -> WriteRefused:
        seen = self._directory.has_seen(code)
        return WriteRefused([refusals.unknown(room_was_seen=seen)], by_vendor=True)
