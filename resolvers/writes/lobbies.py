"""Writes that set and clear lobbies."""

from models.drafts import LobbyDraft
from models.ids import Key
from models.lobby import Lobby
from models.meeting import Meeting
from models.write_results import LobbyClearedResult, LobbyResult
from resolvers import meetings
from resolvers.context import Context, Info
from resolvers.writes.execute import Write, carried_out, found_or_refused
from resolvers.writes.receipts import Receipt
from vendors.base import Adapter


async def replace(draft: LobbyDraft, key: str | None, context: Context) -> LobbyResult:
    """Sets the lobby of a meeting and replaces any other."""

    async def send(adapter: Adapter) -> LobbyResult:
        lobby: Lobby = found_or_refused(await adapter.set_lobby(draft), "meeting", "meeting")
        return LobbyResult(lobby=lobby, meeting_key=draft.meeting)

    async def again(receipt: Receipt) -> LobbyResult:
        """The lobby as it is now."""
        lobby = await context.loaders.lobbies.load(receipt.thing(context.caller.tenant))
        return LobbyResult(lobby=lobby, meeting_key=receipt.thing(context.caller.tenant), replayed=True)

    write = Write(
        mutation="setLobby",
        account=draft.meeting.account,
        draft=draft,
        idempotency_key=key,
        send=send,
        refused=LobbyResult,
        receipt=lambda _: Receipt(key=draft.meeting.encoded()),
        again=again,
    )
    return await carried_out(write, context)


async def clear(meeting: Key, key: str | None, context: Context) -> LobbyClearedResult:
    async def send(adapter: Adapter) -> LobbyClearedResult:
        found_or_refused(await adapter.clear_lobby(meeting), "lobby", "meeting")
        return LobbyClearedResult(meeting_key=meeting)

    async def again(receipt: Receipt) -> LobbyClearedResult:
        return LobbyClearedResult(meeting_key=receipt.thing(context.caller.tenant), replayed=True)

    async def settled() -> LobbyClearedResult | None:
        gone = await context.loaders.lobbies.load(meeting) is None
        return LobbyClearedResult(meeting_key=meeting) if gone else None

    write = Write(
        mutation="clearLobby",
        account=meeting.account,
        draft=meeting,
        idempotency_key=key,
        send=send,
        refused=LobbyClearedResult,
        receipt=lambda _: Receipt(key=meeting.encoded()),
        again=again,
        settled=settled,
    )
    return await carried_out(write, context)


async def meeting_of(root: LobbyResult | LobbyClearedResult, info: Info) -> Meeting | None:
    return None if root.meeting_key is None else await meetings.by_id(root.meeting_key, info.context)
