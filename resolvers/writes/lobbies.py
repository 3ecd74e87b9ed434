"""Sets and clears lobbies."""

from collections.abc import Awaitable, Callable
from typing import Any

from models.drafts import LobbyDraft
from models.ids import Key
from models.lobby import Lobby
from models.meeting import Meeting
from models.written import LobbyWritten
from resolvers import meetings
from resolvers.context import Context
from resolvers.writes.carrying import Write, carried_out, known
from resolvers.writes.receipts import Receipt
from vendors.base import Adapter


async def replace(draft: LobbyDraft, key: str | None, context: Context) -> LobbyWritten:
    """Gives a meeting this lobby in place of any other."""

    async def send(adapter: Adapter) -> LobbyWritten:
        lobby: Lobby = known(await adapter.set_lobby(draft), "meeting", "meeting")
        return LobbyWritten(lobby=lobby, meeting_key=draft.meeting)

    return await _lobby_written("setLobby", draft.meeting, draft, key, context, send)


async def clear(meeting: Key, key: str | None, context: Context) -> LobbyWritten:
    async def send(adapter: Adapter) -> LobbyWritten:
        known(await adapter.clear_lobby(meeting), "lobby", "meeting")
        return LobbyWritten(meeting_key=meeting)

    return await _lobby_written("clearLobby", meeting, meeting, key, context, send)


async def meeting_of(root: LobbyWritten, context: Context) -> Meeting | None:
    return None if root.meeting_key is None else await meetings.by_key(root.meeting_key, context)


async def _lobby_written(
    mutation: str,
    meeting: Key,
    draft: Any,
    key: str | None,
    context: Context,
    send: Callable[[Adapter], Awaitable[LobbyWritten]],
) -> LobbyWritten:
    async def again(receipt: Receipt) -> LobbyWritten:
        lobby = await context.loaders.lobbies.load(meeting)
        return LobbyWritten(lobby=lobby, meeting_key=meeting, replayed=True)

    return await carried_out(
        Write(
            mutation=mutation,
            vendor=meeting.vendor,
            draft=draft,
            idempotency_key=key,
            send=send,
            refused=LobbyWritten,
            receipt=lambda _: Receipt(key=meeting.encoded()),
            again=again,
        ),
        context,
    )
