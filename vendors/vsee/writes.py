"""Creates VSee's rooms and links providers to them, each by one call."""

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, TypeVar

from models.drafts import RoomAssignment, RoomDraft
from models.errors import VendorBadResponse, VendorRejected, WriteRefused
from models.problem import Problem
from models.room import Room
from models.vendor import Vendor
from vendors.http_adapter import path_of
from vendors.reading import rows_of
from vendors.vsee import checks, payloads, refusals, requests
from vendors.vsee.client import VSeeClient, converted, readable_rows
from vendors.vsee.envelope import Data, done, opened
from vendors.vsee.mapping import rooms
from vendors.vsee.mapping.keys import room_code
from vendors.vsee.room_directory import RoomDirectory
from vendors.worker_thread import in_worker_thread
from vendors.writing import Request, VendorWrite

M = TypeVar("M", bound=Room | None)


@dataclass(repr=False)
class VSeeContext:
    """What the writes of one account share."""

    client: VSeeClient
    directory: RoomDirectory


class VSeeWrite(VendorWrite[Data, M]):
    """A write at VSee; a refusal of our own token goes through as it is."""

    at: VSeeContext

    async def sent(self, request: Request) -> Data | None:
        return opened(await self.at.client.send(request, self.operation), self.operation)

    async def explained(self, refusal: VendorRejected) -> Problem | None:
        return None if refusal.status in refusals.ABOUT_THE_ACCOUNT else self.problem(refusal)

    @abstractmethod
    def problem(self, refusal: VendorRejected) -> Problem:
        """The problem of a refusal that is about the draft."""

    def remember(self, result: Room | None) -> None:
        self.at.directory.learn([] if result is None else [result])


class CreateRoom(VSeeWrite[Room]):
    draft: RoomDraft
    operation = "create room"

    async def problems(self) -> Iterable[Problem | None]:
        return checks.room(self.draft)

    async def request(self) -> Request:
        return Request("POST", "/rooms", multipart=requests.room(self.draft))

    def problem(self, refusal: VendorRejected) -> Problem:
        return refusals.of_room(refusal, self.draft)

    def absent(self) -> Room:
        # Nothing was asked for by id, so a 404 is about the account.
        raise VendorRejected(Vendor.VSEE, self.operation, status=404)

    async def result(self, answer: Data) -> Room:
        try:
            row = await in_worker_thread(converted, answer.value, payloads.Room, self.operation)
        except ValueError:
            raise VendorBadResponse(Vendor.VSEE, self.operation, status=answer.status) from None
        return rooms.created(row, self.at.client.answer(self.operation))


class _OfAssignment(VSeeWrite[Room | None]):
    user: ClassVar[str]
    assignment: RoomAssignment

    @property
    def code(self) -> str | None:
        return room_code(self.at.client.account, self.assignment.room)

    def problem(self, refusal: VendorRejected) -> Problem:
        return refusals.of_assignment(refusal)

    def absent(self) -> None:
        if self.code is not None:
            seen = self.at.directory.has_seen(self.code)
            raise WriteRefused([refusals.unknown(self.user, room_was_seen=seen)], by_vendor=True)


class AssignRoom(_OfAssignment):
    operation = "assign room"
    user = "user"

    async def problems(self) -> Iterable[Problem | None]:
        return checks.assignment(self.assignment)

    async def request(self) -> Request | None:
        path = path_of("users", self.assignment.user_id, "rooms")
        if self.code is None or path is None:
            return None
        return Request("POST", path, multipart=requests.assignment(self.assignment, self.code))

    async def result(self, answer: Data) -> Room:
        # It is not known whether all rooms of the user come, or the one, or the one without a list around it.
        listed = rows_of(answer.value)
        rows = [answer.value] if listed is None else listed
        for row in await in_worker_thread(readable_rows, rows, payloads.Room, self.operation):
            if str(row.code).casefold() == str(self.code).casefold():
                return rooms.linked(row, self.at.client.answer(self.operation))
        raise VendorBadResponse(Vendor.VSEE, self.operation, status=answer.status, detail="without the room")


class UnassignRoom(_OfAssignment):
    """Ends the link; the answer is empty, so of the room all but its code is read when it is asked for."""

    operation = "unassign room"
    user = "provider of this room"

    async def problems(self) -> Iterable[Problem | None]:
        return checks.unassignment(self.assignment)

    async def request(self) -> Request | None:
        path = None if self.code is None else path_of("users", self.assignment.user_id, "rooms", self.code)
        return None if path is None else Request("DELETE", path)

    async def sent(self, request: Request) -> Data | None:
        reply = await self.at.client.send(request, self.operation)
        return Data(None, reply.status) if done(reply, self.operation) else None

    async def result(self, answer: Data) -> Room:
        return rooms.unread(self.assignment.room)
