"""Sets and clears the lobbies of EnableX meetings."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.drafts import LobbyDraft
from models.errors import VendorBadResponse, VendorError
from models.ids import Key
from models.lobby import Lobby
from models.meeting import Meeting, MeetingState
from models.vendor import Vendor
from vendors.checks import refuse_if
from vendors.enablex import lobby_checks, mapping, refusals, requests
from vendors.enablex.client import EnableXClient
from vendors.enablex.client_writes import EnableXWriteClient
from vendors.http import FormPart
from vendors.worker_thread import in_worker_thread


@dataclass(frozen=True, slots=True)
class _Change:
    """The new lobby of a meeting.

    Attributes:
        before: the previous lobby, if a file is uploaded, to recognise whether its URL has changed.
    """

    draft: LobbyDraft
    meeting_id: str
    parts: Sequence[FormPart]
    before: Lobby | None = None

    def is_shown_by(self, lobby: Lobby) -> bool:
        """Whether EnableX shows the new lobby."""
        if self.before is not None:
            return lobby != self.before
        draft, options = self.draft, lobby.options
        chosen = (
            (options.messages, bool(draft.messages)),
            (options.images, bool(draft.images)),
            (options.audio, draft.audio is not None),
            (options.video, draft.video_url is not None),
        )
        return (
            all(shown in (None, wanted) for shown, wanted in chosen)
            and list(lobby.messages) == [text.strip() for text in draft.messages]
            and [(image.url, image.caption or "") for image in lobby.images]
            == [(image.url, (image.caption or "").strip()) for image in draft.images]
            and [sound.url for sound in lobby.audios] == ([] if draft.audio is None else [draft.audio.url])
            and [film.url for film in lobby.videos] == ([] if draft.video_url is None else [draft.video_url])
        )


class EnableXLobbyWrites:
    """The writes of lobbies.

    EnableX replaces a lobby by a PATCH, whose form some servers ignore, and creates one by a POST. So a change takes
    one call if the meeting has a lobby and EnableX replaces it, two if it has none, and at most four otherwise; an
    uploaded file takes one more.
    """

    def __init__(self, client: EnableXClient, writer: EnableXWriteClient) -> None:
        self._client = client
        self._writer = writer

    async def set_lobby(self, draft: LobbyDraft) -> Lobby | None:
        if len(draft.meeting.parts) != 1:
            return None
        refuse_if(lobby_checks.lobby(draft))
        meeting_id, parts = draft.meeting.parts[0], requests.lobby(draft)
        with refusals.explained(refusals.in_lobby(draft)):
            before = await self._before(draft, meeting_id)
            made = None
            if before is not None or not _has_files(draft):
                made = await self._writer.edit_lobby(meeting_id, parts)
            if made is None:
                added = await self._writer.add_lobby(meeting_id, parts)
                return None if added is None else await in_worker_thread(mapping.lobbies.lobby, added)
        change = _Change(draft, meeting_id, parts, before)
        shown = await in_worker_thread(mapping.lobbies.lobby, made)
        return shown if change.is_shown_by(shown) else await self._insisted(change)

    async def clear_lobby(self, meeting: Key) -> Meeting | None:
        """Removes the lobby; returns the name and ids of the meeting, which is all that EnableX returns."""
        if len(meeting.parts) != 1:
            return None
        with refusals.explained(refusals.OF_MEETING):
            told = await self._writer.delete_lobby(meeting.parts[0])
        return None if told is None else mapping.meetings.told(meeting, MeetingState.UNKNOWN, told)

    async def _before(self, draft: LobbyDraft, meeting_id: str) -> Lobby | None:
        return await self._read(meeting_id) if _has_files(draft) else None

    async def _insisted(self, change: _Change) -> Lobby:
        """Reads a lobby that seems unchanged, and creates it again if it is.

        Raises:
            VendorError: the lobby may be changed or removed.
        """
        try:
            shown = await self._read(change.meeting_id)
            if shown is not None and change.is_shown_by(shown):
                return shown
            if shown is not None:
                await self._writer.delete_lobby(change.meeting_id)
            added = await self._writer.add_lobby(change.meeting_id, change.parts)
        except VendorError as error:
            raise error.in_part() from error
        if added is None:
            raise VendorBadResponse(Vendor.ENABLEX, "set lobby", detail="the meeting is gone")
        return await in_worker_thread(mapping.lobbies.lobby, added)

    async def _read(self, meeting_id: str) -> Lobby | None:
        found = await self._client.lobby(meeting_id)
        return None if found is None else await in_worker_thread(mapping.lobbies.lobby, found)


def _has_files(draft: LobbyDraft) -> bool:
    media = draft.images if draft.audio is None else (*draft.images, draft.audio)
    return any(one.content is not None for one in media)
