"""Maps EnableX payloads to our models, one file per subject. Pure."""

from vendors.enablex.mapping import account, lobbies, meetings, polls, rooms, sessions

__all__ = ["account", "lobbies", "meetings", "polls", "rooms", "sessions"]
