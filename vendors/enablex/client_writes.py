"""EnableX' write endpoints: one method each, sent once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from models.errors import VendorBadResponse
from models.vendor import Vendor
from vendors.enablex import payloads
from vendors.enablex.connection import EnableXConnection, meeting_place, place
from vendors.enablex.payloads import valid
from vendors.http import FormPart
from vendors.payload import Row

Body = Mapping[str, Any]
P = TypeVar("P", bound=Row)

# Documented in the plural for writing, in the singular for reading.
_PERMANENT = ("/meetings/permanent", "/meeting/permanent")


@dataclass(frozen=True, slots=True)
class Changed(Generic[P]):
    """EnableX reports a change; `shown` is None if the response does not contain the object."""

    shown: P | None


class EnableXWriteClient:
    """The write calls of one EnableX account.

    A method returns None if EnableX has no such object.
    """

    def __init__(self, connection: EnableXConnection) -> None:
        self._connection = connection
        # Which of the two spellings this server accepts; until that is known, both are tried.
        self._permanent: str | None = None

    async def create_meeting(self, body: Body) -> payloads.Meeting | None:
        operation = "schedule meeting"
        opened = (await self._connection.ask("POST", "/meetings", operation, json=body)).opened(operation)
        return None if opened is None else valid(opened.get("meeting"), payloads.Meeting, operation)

    async def edit_meeting(self, meeting_id: str, body: Body) -> Changed[payloads.Meeting] | None:
        operation, part = "update meeting", meeting_place(meeting_id)
        if part is None:
            return None
        given = await self._connection.ask("PATCH", f"/meetings/{part}", operation, json=body)
        opened = given.opened(operation)
        if opened is None:
            return None
        changed = _shown(opened.get("meeting"), payloads.Meeting, operation)
        if changed.shown is not None and str(changed.shown.meeting_id).casefold() != meeting_id.casefold():
            raise VendorBadResponse(Vendor.ENABLEX, operation, detail="another meeting")
        return changed

    async def cancel_meeting(self, meeting_id: str) -> Body | None:
        """Cancels a meeting; returns EnableX' data about it, if any."""
        operation, part = "cancel meeting", meeting_place(meeting_id)
        if part is None:
            return None
        given = await self._connection.ask("DELETE", f"/meetings/{part}", operation)
        # This response is documented with invalid JSON, so only its status is used.
        if given.status == 200 and not given.is_json and not given.is_page:
            return {}
        opened = given.opened(operation)
        if opened is None:
            return None
        told = opened.get("event") or opened.get("meeting")
        return told if isinstance(told, dict) else {}

    async def edit_room(self, room_id: str, body: Body) -> Changed[payloads.PermanentRoom] | None:
        return await self._patched_room(room_id, "update room", body)

    async def reset_pins(self, room_id: str, body: Body) -> Changed[payloads.PermanentRoom] | None:
        # Only the header distinguishes this call from the update.
        return await self._patched_room(room_id, "reset PINs", body, action="reset-pins")

    async def add_lobby(self, meeting_id: str, parts: Sequence[FormPart]) -> payloads.Lobby | None:
        """Creates the lobby of a meeting.

        Raises:
            VendorBadResponse: the response does not contain the lobby.
        """
        operation = "add lobby"
        opened = await self._lobby("POST", meeting_id, operation, parts)
        return None if opened is None else valid(payloads.lobby(opened), payloads.Lobby, operation)

    async def edit_lobby(self, meeting_id: str, parts: Sequence[FormPart]) -> payloads.Lobby | None:
        """Changes a lobby; returns it as EnableX then shows it, changed or not."""
        operation = "update lobby"
        opened = await self._lobby("PATCH", meeting_id, operation, parts)
        if opened is None:
            return None
        return valid(payloads.lobby(opened) or {}, payloads.Lobby, operation)

    async def delete_lobby(self, meeting_id: str) -> Body | None:
        """Removes a lobby; returns EnableX' data about the meeting."""
        opened = await self._lobby("DELETE", meeting_id, "clear lobby")
        told = {} if opened is None else opened.get("meeting")
        return None if opened is None else told if isinstance(told, dict) else {}

    async def _lobby(
        self, method: str, meeting_id: str, operation: str, parts: Sequence[FormPart] | None = None
    ) -> dict[str, Any] | None:
        part = meeting_place(meeting_id)
        if part is None:
            return None
        path = f"/meetings/{part}/lobby"
        return (await self._connection.ask(method, path, operation, multipart=parts)).opened(operation)

    async def _patched_room(
        self, room_id: str, operation: str, body: Body, *, action: str | None = None
    ) -> Changed[payloads.PermanentRoom] | None:
        part = place(room_id)
        if part is None:
            return None
        for path in (self._permanent,) if self._permanent else _PERMANENT:
            given = await self._connection.ask("PATCH", f"{path}/{part}", operation, json=body, action=action)
            opened = given.opened(operation)
            if opened is not None:
                self._permanent = path
                return _shown(opened.get("permanent_room"), payloads.PermanentRoom, operation)
        return None


def _shown(value: Any, kind: type[P], operation: str) -> Changed[P]:
    try:
        return Changed(valid(value, kind, operation) if value else None)
    except VendorBadResponse:
        return Changed(None)
