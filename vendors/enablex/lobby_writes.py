"""Sets and clears the lobbies of EnableX meetings."""

from collections.abc import Iterable
from dataclasses import field

from models.drafts import LobbyDraft
from models.errors import VendorBadResponse, VendorRejected
from models.ids import Key
from models.lobby import Lobby
from models.meeting import Meeting, MeetingState
from models.problem import Problem
from models.vendor import Vendor
from models.view import with_changes
from vendors.enablex import lobby_checks, mapping, payloads, refusals, requests
from vendors.enablex.client import meeting_path
from vendors.enablex.payloads import valid
from vendors.enablex.writes import Body, EnableXWrite
from vendors.partial_results import mapped_if_found
from vendors.worker_thread import in_worker_thread
from vendors.writing import Request


class SetLobby(EnableXWrite[Lobby | None]):
    """EnableX replaces a lobby by a PATCH, whose form some servers ignore, and creates one by a POST.

    So a change takes one call if the meeting has a lobby and EnableX replaces it, two if it has none, and at most four
    otherwise; an uploaded file takes one more.

    Attributes:
        before: the previous lobby, if a file is uploaded, to recognise whether its URL has changed.
        is_added: whether the meeting had no lobby.
    """

    draft: LobbyDraft
    before: Lobby | None = field(init=False, default=None)
    is_added: bool = field(init=False, default=False)
    operation = "update lobby"

    async def problems(self) -> Iterable[Problem | None]:
        return lobby_checks.lobby(self.draft)

    async def request(self) -> Request | None:
        path = meeting_path(*self.draft.meeting.parts)
        if path is None:
            return None
        media = (*self.draft.images, *(() if self.draft.audio is None else (self.draft.audio,)))
        if any(one.content is not None for one in media):
            self.before = await self._read()
            self.is_added = self.before is None
        return Request("PATCH", f"{path}/lobby", multipart=requests.lobby(self.draft))

    async def sent(self, request: Request) -> Body | None:
        changed = None if self.is_added else await super().sent(request)
        if changed is not None:
            return changed
        self.is_added = True
        return await self._added(request)

    async def explained(self, refusal: VendorRejected) -> Problem | None:
        return refusals.explained(refusal, refusals.in_lobby(self.draft))

    async def result(self, answer: Body) -> Lobby:
        shown = await self._shown(answer)
        if self.is_added or self._is_shown_by(shown):
            return shown
        # EnableX shows the lobby as it then is, changed or not.
        now = await self._read()
        if now is not None and self._is_shown_by(now):
            return now
        path = f"{meeting_path(*self.draft.meeting.parts)}/lobby"
        if now is not None:
            (await self.at.client.ask(Request("DELETE", path), "clear lobby")).opened("clear lobby")
        self.is_added = True
        added = await self._added(Request("POST", path, multipart=requests.lobby(self.draft)))
        if added is None:
            raise VendorBadResponse(Vendor.ENABLEX, "set lobby", detail="the meeting is gone")
        return await self._shown(added)

    async def _added(self, request: Request) -> Body | None:
        adding = with_changes(request, method="POST")
        return (await self.at.client.ask(adding, "add lobby")).opened("add lobby")

    async def _shown(self, answer: Body) -> Lobby:
        """The lobby in an answer; only that of a new one must contain it."""
        operation = "add lobby" if self.is_added else self.operation
        found = payloads.lobby(answer)
        row = valid(found if self.is_added else found or {}, payloads.Lobby, operation)
        return await in_worker_thread(mapping.lobbies.lobby, row)

    async def _read(self) -> Lobby | None:
        found = await self.at.client.lobby(self.draft.meeting.parts[0])
        return await mapped_if_found(found, mapping.lobbies.lobby)

    def _is_shown_by(self, lobby: Lobby) -> bool:
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


class ClearLobby(EnableXWrite[Meeting | None]):
    """Removes a lobby; results in the name and ids of the meeting, which is all that EnableX returns."""

    meeting: Key
    operation = "clear lobby"
    paths = refusals.OF_MEETING

    async def request(self) -> Request | None:
        path = meeting_path(*self.meeting.parts)
        return None if path is None else Request("DELETE", f"{path}/lobby")

    async def result(self, answer: Body) -> Meeting:
        return mapping.meetings.told(self.meeting, MeetingState.UNKNOWN, answer.get("meeting"))
